import { chanceOf } from './chance.ts';
import { ALL, check } from './checker/checker.ts';
import { gatherCrowd, type Crowd } from './crowd.ts';
import { measureEffort, type Effort } from './effort.ts';
import { baseline, gather } from './gathering.ts';
import { of, startHistory } from './history.ts';
import { levelWithin } from './level.ts';
import { resultOf, type Judgement, type Result } from './result.ts';
import { NotHere, type Scenario, type Stage } from './scenario.ts';
import type { World } from './world/world.ts';

/** Over this share of a core the driver itself is what is slow, and the run says nothing. */
const DRIVER_CPU_MAX = 0.8;
/** How long past its limit a run is watched, to say how late it was. */
const LATE_MS = 20_000;
/** A send that takes longer than this once all is well means that all is not well. */
const SLOW_SEND_MS = 2_000;

/** Runs one scenario in a world, and judges. @param folder for the history of a failure */
export async function perform(scenario: Scenario, world: World, seed: number, folder: string): Promise<Result> {
  const history = startHistory();
  const chance = chanceOf(seed);
  const limitMs = scenario.limitMs(world);
  const notes: Record<string, number | string> = {};
  const reasons: string[] = [];
  const later: (() => Promise<void>)[] = [];
  world.onDeath((process, how) => history.record({ what: 'died', process, how }));
  const before = world.nodes.map(baseline);
  const crowd = await gatherCrowd(world, history, chance, scenario.crowd ?? {});
  const measured = measureEffort();
  const conclude = (effort: Effort, judgement: Judgement) =>
    resultOf({ name: scenario.name, seed, limitMs, history, crowd, effort, notes, folder }, judgement);
  const stage: Stage = {
    world,
    history,
    chance,
    crowd,
    fault: (name) => history.record({ what: 'fault', name }),
    faultOver: () => history.record({ what: 'faultOver' }),
    levelWithin: (ms) => levelWithin(crowd, world, ms),
    demand: (holds, otherwise) => void (holds || reasons.push(otherwise)),
    afterwards: (work) => void later.push(work),
    note: (name, value) => void (notes[name] = value),
  };
  try {
    await scenario.run(stage);
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    for (const device of crowd.devices) device.stop();
    return conclude(measured(), { verdict: 'not run', reasons: [error.message] });
  }
  if (await levelWithin(crowd, world, limitMs + LATE_MS)) history.record({ what: 'level' });
  reasons.push(...(await probe(crowd, world)));
  const effort = measured();
  const evidence = await gather({ crowd, world, history, before, limitMs });
  for (const work of later) await work();
  const violations = check(evidence, scenario.invariants ?? ALL);
  for (const { invariant, what } of violations) reasons.push(`${invariant} ${what}`);
  return conclude(effort, judge(reasons, voidness(effort, of(history.entries, 'ok').length, scenario.least)));
}

function judge(violations: readonly string[], voids: readonly string[]): Judgement {
  if (violations.length > 0) return { verdict: 'violated', reasons: [...violations, ...voids] };
  return { verdict: voids.length > 0 ? 'void' : 'held', reasons: voids };
}

function voidness({ cpu }: Effort, acked: number, least: number): string[] {
  const busy = cpu > DRIVER_CPU_MAX ? [`the driver used ${Math.round(cpu * 100)} % of a core`] : [];
  const idle = acked < least ? [`${acked} sends were acknowledged, and ${least} were planned`] : [];
  return [...busy, ...idle];
}

/** Once all is well, everybody can send again at the usual speed. */
async function probe(crowd: Crowd, world: World): Promise<string[]> {
  const reasons: string[] = [];
  const senders = crowd.devices.filter((device) => device.isWanted() && device.store.chats.size > 0).slice(0, 10);
  for (const device of senders) {
    const began = performance.now();
    const [chatId = ''] = device.store.chats.keys();
    const outcome = await crowd.say(device, chatId);
    const took = Math.round(performance.now() - began);
    if (outcome !== 'acked' || took > SLOW_SEND_MS)
      reasons.push(`I10 a send afterwards was ${outcome} after ${took} ms`);
  }
  await levelWithin(crowd, world, LATE_MS);
  return reasons;
}
