import { setTimeout as pause } from 'node:timers/promises';
import { of, type Entry } from '../history.ts';
import type { Stage } from '../scenario.ts';
import { nodeAt } from '../world/world.ts';

/** A load that is under way. */
export type Load = Readonly<{ over: Promise<void>; share(): number }>;

/** What was seen of the first node and its devices while a load was under way. */
export type Observed = Readonly<{
  /** The most that was resident. */
  residentMb: number;
  /** The most that was in use after a garbage collection: half-way, and whenever more than ever was unsent. */
  heldMb: number;
  /** The most that was unsent. */
  unsentMb: number;
  /** In use after a garbage collection in the end. */
  endMb: number;
  /** 99th percentile from sending to being shown. */
  delayMs: number;
  perSecond: number;
}>;

const LOOK_EVERY_MS = 50;
/** Collecting garbage stops the node for a moment: so seldom that it does not show in the 99th percentile. */
const WEIGH_EVERY_MB = 2;

export async function observe({ world, history }: Stage, load: Load): Promise<Observed> {
  const node = nodeAt(world, 0);
  const from = history.entries.length;
  const began = performance.now();
  const most = { resident: 0, held: 0, unsent: 0 };
  const weigh = async () => {
    most.held = Math.max(most.held, await node.askMb('held'));
  };
  let going = true;
  const look = async () => {
    let atHalf = false;
    for (let weighed = 0; going; await pause(LOOK_EVERY_MS)) {
      const unsent = await node.askMb('unsent');
      most.unsent = Math.max(most.unsent, unsent);
      most.resident = Math.max(most.resident, node.size().memoryMb);
      if (unsent < weighed + WEIGH_EVERY_MB && (atHalf || load.share() < 0.5)) continue;
      atHalf ||= load.share() >= 0.5;
      weighed = Math.max(weighed, unsent);
      await weigh();
    }
  };
  await Promise.all([look(), load.over.finally(() => (going = false))]);
  const entries = history.entries.slice(from);
  const perSecond = of(entries, 'ok').length / ((performance.now() - began) / 1_000);
  const endMb = await node.askMb('held');
  return {
    residentMb: Math.round(most.resident),
    heldMb: Math.round(Math.max(most.held, endMb)),
    unsentMb: Math.round(most.unsent),
    endMb: Math.round(endMb),
    delayMs: delay(entries),
    perSecond: Math.round(perSecond),
  };
}

function delay(entries: readonly Entry[]): number {
  // A retry is another entry of the same message: what counts is the first.
  const begun = new Map(
    of(entries, 'invoke')
      .toReversed()
      .map(({ messageId, at }) => [messageId, at]),
  );
  const times = of(entries, 'shown').map(({ at, item }) => at - (begun.get(item.subject) ?? at));
  return Math.round(times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0);
}
