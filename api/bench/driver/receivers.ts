import { setTimeout as pause } from 'node:timers/promises';
import { obey } from '../remote.ts';
import { percentile } from '../statistics.ts';
import { createCrowd, GIVE_UP_MS, type Connect } from './crowd.ts';
import { pace, startCpu } from './load.ts';
import { openOutlet, type Outlet, type Publish } from './publish.ts';

type Paced = Readonly<{ perSecond: number; seconds: number }>;
type Saturated = Readonly<{ inFlight: number; seconds: number }>;

export type Round = Readonly<{
  published: number;
  /** Verified: each receiver heard each message exactly once. */
  deliveries: number;
  publishedPerSecond: number;
  deliveriesPerSecond: number;
  /** From publishing to hearing, over all deliveries. */
  p50Ms: number;
  p99Ms: number;
  /** Of one core. */
  driverShare: number;
}>;

/** Many devices that listen, and somebody who talks to them. */
export type Receivers = Readonly<{
  connect: (connect: Connect) => Promise<void>;
  talkThrough: (outlet: Outlet) => Promise<void>;
  /** Talks until everybody hears. @returns the last frame that came */
  settle: () => Promise<string>;
  paced: (paced: Paced) => Promise<Round>;
  saturated: (saturated: Saturated) => Promise<Round>;
  /** All come at once and stay until they have heard the last so many messages. */
  comeBack: (
    comeBack: Connect & Readonly<{ missed: number }>,
  ) => Promise<Readonly<{ lastMs: number; p50Ms: number; refusals: number; missing: number }>>;
  /** Ends all sockets. */
  drop: () => void;
}>;

const SETTLE_WITHIN_MS = 3_000;
const SETTLE_TRIES = 40;
const ARRIVE_WITHIN_MS = 30_000;
/** More than any window takes. */
const MANY = 50_000;

const crowd = createCrowd();
const { tally } = crowd;
let outlet: Publish | null = null;
let number = 0;

const receivers: Receivers = {
  connect: crowd.connect,
  async talkThrough(through) {
    outlet?.drop();
    outlet = await openOutlet(through);
  },
  async settle() {
    let why = '';
    for (let tries = 0; tries < SETTLE_TRIES; tries++) {
      crowd.begin(number + 1, 1);
      // A server that has just let thousands in may ask for patience.
      const refused = await publish().then(
        () => null,
        (error: unknown) => String(error),
      );
      why = refused ?? why;
      if (refused === null && (await tally.reach(crowd.size(), SETTLE_WITHIN_MS)) === crowd.size())
        return crowd.lastFrame();
      await pause(100);
    }
    const deaf = crowd.size() - tally.deliveries();
    throw new Error(`void: ${deaf} of ${crowd.size()} receivers hear nothing; ${crowd.fault() ?? why}`);
  },
  async paced({ perSecond, seconds }) {
    const sending: Promise<void>[] = [];
    const finish = open(sending);
    await pace(perSecond, Math.round(perSecond * seconds), () => sending.push(publish()));
    return finish();
  },
  async saturated({ inFlight, seconds }) {
    const sending: Promise<void>[] = [];
    const finish = open(sending);
    const until = performance.now() + seconds * 1_000;
    const more = (): void => {
      const heard = Math.floor(tally.deliveries() / crowd.size());
      while (sending.length - heard < inFlight && performance.now() < until) sending.push(publish());
    };
    tally.onDelivery(more);
    more();
    await pause(seconds * 1_000);
    tally.onDelivery(() => {});
    return finish();
  },
  async comeBack({ missed, ...connect }) {
    crowd.begin(number - missed + 1, 0);
    const { times, refusals } = await crowd.comeBack(connect, missed);
    const missing = times.filter((ms) => ms >= GIVE_UP_MS).length;
    if (missing === 0 && crowd.fault() !== null) throw new Error(`void: ${crowd.fault()}`);
    return { lastMs: percentile(times, 1), p50Ms: percentile(times, 0.5), refusals, missing };
  },
  drop() {
    crowd.drop();
    outlet?.drop();
    outlet = null;
  },
};
obey(receivers);

/** Begins a round. @returns what ends it: waits for the last delivery, and fails unless all is as it should be */
function open(sending: readonly Promise<void>[]): () => Promise<Round> {
  crowd.begin(number + 1, MANY);
  const began = performance.now();
  const cpu = startCpu();
  return async () => {
    await Promise.all(sending);
    const wanted = sending.length * crowd.size();
    const deliveries = await tally.reach(wanted, ARRIVE_WITHIN_MS);
    const seconds = (performance.now() - began) / 1_000;
    const driverShare = cpu();
    if (crowd.fault() !== null) throw new Error(`void: ${crowd.fault()}`);
    if (deliveries !== wanted || tally.repeats() > 0) {
      throw new Error(`void: ${deliveries} of ${wanted} deliveries, ${tally.repeats()} repeats`);
    }
    return {
      published: sending.length,
      deliveries,
      publishedPerSecond: sending.length / seconds,
      deliveriesPerSecond: deliveries / seconds,
      ...tally.latencies(),
      driverShare,
    };
  };
}

function publish(): Promise<void> {
  if (!outlet) throw new Error('nobody talks');
  const mine = ++number;
  tally.sent(mine);
  const sending = outlet.publish(mine);
  // Told of at the end of the round.
  sending.catch(() => {});
  return sending;
}
