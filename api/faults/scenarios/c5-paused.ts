import type { Device } from '../driver/device.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { observe, type Load, type Observed } from './c5-observe.ts';
import { nodeAt } from '../world/world.ts';

const PEOPLE = 5;
const PAUSED_EACH = 20;
/** What is written to one chat is committed one after the other, to several at the same time. */
const GROUPS = 8;
const WRITERS = 24;
const WARM_UP_MAX = 2_000;
/** As many of the events as a machine takes in this time while all read; with less than a fifth of them a run is void. */
const WINDOW_S = 150;
const GROWTH_MAX_MB = 20;
/** Noise between two equal windows on two cores. */
const SLOWER_MAX = 1.5;
const CLOSED = 'ruggine_sockets_closed_total{code="4413"}';

type Size = Readonly<{ name: string; messages: number; padding: number }>;

/** Devices that are connected, answer pings and read nothing, while the others go on. */
export const pausedReaders: readonly Scenario[] = [
  { name: 'C5 short', messages: 2_000, padding: 4_000 },
  { name: 'C5', messages: 100_000, padding: 0 },
].map((size: Size) => ({
  name: size.name,
  title: `${PEOPLE * PAUSED_EACH} sockets that read nothing, ${size.messages} events`,
  world: { private: true, nodes: 1, weighed: true },
  limitMs: () => 30_000,
  least: (2 * size.messages) / 5,
  crowd: { people: PEOPLE, devicesEach: 1, groups: GROUPS, way: 'direct' },
  run: (stage) => paused(stage, size),
}));

/** The same load twice on the same node and the same sockets: first all of them read, then a hundred do not. */
async function paused(stage: Stage, size: Size): Promise<void> {
  const { world, fault, faultOver, demand, note } = stage;
  const node = nodeAt(world, 0);
  await hasten(stage);
  const set = await seat(stage);
  const rate = await warmUp(stage, Math.min(size.messages / 4, WARM_UP_MAX), size.padding);
  const events = Math.min(size.messages, Math.round(rate * WINDOW_S));
  note('events', events);
  const control = await observe(stage, write(stage, events, size.padding));
  demand(await stage.levelWithin(30_000), 'those who read were not level before some were paused');
  for (const device of set) device.deafen();
  fault(`${set.length} devices read nothing`);
  const test = await observe(stage, write(stage, events, size.padding));
  const closed = (await node.metric(CLOSED)) || 0;
  note('closed with 4413', closed);
  demand(closed === set.length, `${closed} of ${set.length} paused sockets were closed with 4413`);
  compare(stage, control, test);
  faultOver();
  // Two of them come back and must catch up; that all could is a matter of the driver's time only.
  for (const device of set.slice(2)) device.stop();
  for (const device of set.slice(0, 2)) device.listen();
}

function compare({ demand, note }: Stage, control: Observed, test: Observed): void {
  const say = ({ residentMb, heldMb, unsentMb, endMb, delayMs, perSecond }: Observed) =>
    `RSS ${residentMb} held ${heldMb} (unsent ${unsentMb}) then ${endMb} MB p99 ${delayMs} ms ${perSecond}/s`;
  note('all reading', say(control));
  note('some paused', say(test));
  const grown = {
    'resident memory': test.residentMb - control.residentMb,
    'what the node held': test.heldMb - control.heldMb,
    'what it held in the end': test.endMb - control.endMb,
  };
  for (const [what, mb] of Object.entries(grown))
    demand(mb < GROWTH_MAX_MB, `${what} was ${mb} MB more than when all read`);
  const usual = control.delayMs;
  demand(
    test.delayMs < usual * SLOWER_MAX + 20,
    `deliveries to others took ${test.delayMs} ms (p99), and ${usual} ms when all read`,
  );
}

/** Nobody kills the database here: to wait for its disk would only make fewer events. */
async function hasten({ world: { postgres } }: Stage): Promise<void> {
  await postgres.pool.query('ALTER SYSTEM SET synchronous_commit = off');
  await postgres.pool.query('SELECT pg_reload_conf()');
}

/** Each has a subscription id of its own, so that the server cannot keep one frame for all of them. */
async function seat({ world, crowd }: Stage): Promise<Device[]> {
  const { url } = nodeAt(world, 0);
  const set: Device[] = [];
  for (const person of crowd.people) {
    const state = await crowd.devicesOf(person)[0]?.snapshot();
    for (let nth = 0; nth < PAUSED_EACH; nth++) {
      const setup = { nodes: [url], countsOnly: true, subscription: `events-${set.length}` };
      const device = await crowd.addDevice(person, setup);
      await device.start(state);
      set.push(device);
    }
  }
  return set;
}

const ROUNDS_MAX = 6;
const STEADY_MB = 5;

/** The same load until memory rests. @returns how many messages a second it has come to */
async function warmUp(stage: Stage, messages: number, padding: number): Promise<number> {
  const rounds: Observed[] = [];
  for (let isSteady = false; !isSteady && rounds.length < ROUNDS_MAX;) {
    const last = rounds.at(-1);
    const round = await observe(stage, write(stage, messages, padding));
    rounds.push(round);
    isSteady =
      last !== undefined &&
      Math.abs(round.endMb - last.endMb) < STEADY_MB &&
      Math.abs(round.residentMb - last.residentMb) < STEADY_MB;
  }
  stage.note('warm-up', `RSS ${rounds.map(({ residentMb }) => residentMb).join(' ')} MB`);
  return rounds.at(-1)?.perSecond ?? 0;
}

function write({ crowd }: Stage, messages: number, padding: number): Load {
  const senders = crowd.people.flatMap((person) => crowd.devicesOf(person).slice(0, 1));
  let begun = 0;
  const writer = async (place: number) => {
    const sender = senders[place % senders.length];
    const chatId = crowd.chats[place % crowd.chats.length] ?? '';
    while (sender && begun++ < messages) await crowd.say(sender, chatId, padding);
  };
  const writers = Array.from({ length: WRITERS }, (_, place) => writer(place));
  return { over: Promise.all(writers).then(() => undefined), share: () => begun / messages };
}
