import { setTimeout as pause } from 'node:timers/promises';
import { canary } from '../checker/rights.ts';
import { of } from '../history.ts';
import { startProxy } from '../proxy/proxy.ts';
import type { Scenario } from '../scenario.ts';
import { nodeAt } from '../world/world.ts';
import { soonOrByLooking } from './limits.ts';
import { newId } from '../../src/platform/ids.ts';

const OFF_MS = 2_000;
const ON_MS = 5_000;

/** 20 devices lose their line for 2 s out of 7, each in its own rhythm, while messages go on. */
export const flapping: readonly Scenario[] = [
  { name: 'C1 short', rounds: 2 },
  { name: 'C1', rounds: 9 },
].map(({ name, rounds }) => ({
  name,
  title: `20 devices, 2 s off and 5 s on, ${rounds} times`,
  limitMs: soonOrByLooking(2_000),
  least: rounds * 20,
  crowd: { people: 10, devicesEach: 2 },
  async run({ chance, crowd, fault, faultOver }) {
    const load = crowd.load(0.5);
    fault('flapping');
    await Promise.all(
      crowd.devices.map(async (device) => {
        await pause(chance.whole(0, ON_MS));
        for (let round = 0; round < rounds; round++) {
          device.goOffline();
          await pause(OFF_MS);
          device.goOnline();
          await pause(round < rounds - 1 ? ON_MS : 0);
        }
      }),
    );
    await load.stop();
    faultOver();
  },
}));

const NOTICED_WITHIN_MS = 25_000;

/** Between some devices and their node nothing passes any more, and nobody says so. */
export const halfOpen: Scenario = {
  name: 'C2',
  title: 'half-open between a node and its devices',
  limitMs: soonOrByLooking(30_000),
  least: 40,
  async run({ world, history, crowd, fault, faultOver, demand, note }) {
    const load = crowd.load(1);
    await pause(1_000);
    const node = nodeAt(world, 0);
    const began = performance.now();
    const lost = crowd.devices.length - (await socketsElsewhere(world.nodes));
    fault('the line to one node swallows everything');
    world.doors[0]?.trouble({ up: { blackHole: true }, down: { blackHole: true } });
    let server = 0;
    let devices = 0;
    while (performance.now() - began < NOTICED_WITHIN_MS + 5_000 && (server === 0 || devices === 0)) {
      const elapsed = Math.round(performance.now() - began);
      if (server === 0 && (await node.metric('ruggine_sockets')) === 0) server = elapsed;
      const gone = of(history.entries, 'disconnected').length;
      if (devices === 0 && gone >= lost) devices = elapsed;
      await pause(250);
    }
    note('server noticed ms', server);
    note('devices noticed ms', devices);
    demand(server > 0 && server < NOTICED_WITHIN_MS, `the server noticed after ${server} ms`);
    demand(devices > 0 && devices < NOTICED_WITHIN_MS, `the devices noticed after ${devices} ms`);
    await world.doors[0]?.heal();
    faultOver();
    await load.stop();
  },
};

async function socketsElsewhere(
  nodes: readonly Readonly<{ metric(name: string): Promise<number> }>[],
): Promise<number> {
  const counts = await Promise.all(nodes.slice(1).map((node) => node.metric('ruggine_sockets')));
  return counts.reduce((sum, count) => sum + count, 0);
}

const LOST_ANSWERS_MS = 4_000;

/** Requests arrive and their answers do not; and two programs of one person empty the same outbox. */
export const lostAnswers: Scenario = {
  name: 'C3',
  title: 'answers lost after COMMIT, retries, two flushers of one outbox',
  limitMs: soonOrByLooking(5_000),
  least: 30,
  async run({ world, history, crowd, fault, faultOver, demand, afterwards }) {
    const [person] = crowd.people;
    const chatId = crowd.chats[0] ?? '';
    if (!person) throw new Error('nobody is here');
    const line = await startProxy({ host: '127.0.0.1', port: nodeAt(world, 0).port });
    afterwards(line.close);
    const own = { nodes: [`http://127.0.0.1:${line.port}`], sends: 'http' as const };
    const flushers = [await crowd.addDevice(person, own), await crowd.addDevice(person, own)];
    for (const device of flushers) await device.start();
    fault('answers are lost');
    line.trouble({ down: { cutAfterBytes: 0 } });
    const letters = Array.from({ length: 10 }, () => newId()).map((messageId) => ({
      messageId,
      chatId,
      text: `${canary(chatId)} ${messageId.slice(-8)}`,
    }));
    const flushing = letters.flatMap((letter) => flushers.map((device) => device.send(letter)));
    await pause(LOST_ANSWERS_MS);
    demand(of(history.entries, 'info').length >= letters.length, 'no answer was lost');
    demand(of(history.entries, 'ok').length === 0, 'an answer came through');
    await line.heal();
    faultOver();
    const outcomes = await Promise.all(flushing);
    demand(
      outcomes.every((outcome) => outcome === 'acked'),
      `the outbox ended as ${[...new Set(outcomes)].join(', ')}`,
    );
    const others = crowd.load(5, crowd.devices.slice(0, 4));
    await pause(1_000);
    await others.stop();
  },
};

const BACKLOG = 3_000;
const SLOW_MS = 30_000;
const RESET_SHARE = 0.3;

/** A device comes back to a long backlog over a line that is slow and breaks. */
export const slowResume: Scenario = {
  name: 'C4',
  title: `${BACKLOG} messages to catch up with at 1 kB/s, 30 % of the lines reset`,
  limitMs: soonOrByLooking(60_000),
  least: BACKLOG,
  crowd: { people: 3, devicesEach: 1, groups: 1 },
  async run({ world, chance, crowd, fault, faultOver, demand, note, afterwards }) {
    const [person] = crowd.people;
    const chatId = crowd.chats[0] ?? '';
    if (!person) throw new Error('nobody is here');
    const line = await startProxy({ host: '127.0.0.1', port: nodeAt(world, 0).port });
    afterwards(line.close);
    const slow = await crowd.addDevice(person, { nodes: [`http://127.0.0.1:${line.port}`] });
    await slow.start();
    slow.goOffline();
    await writeBacklog(async (nth) => void (await crowd.say(crowd.devices[nth % 3] ?? slow, chatId)));
    fault('a slow line that breaks');
    line.trouble({ down: { bytesPerSecond: 1_000 } });
    slow.goOnline();
    const marks: number[] = [];
    for (const until = performance.now() + SLOW_MS; performance.now() < until; await pause(3_000)) {
      for (const connection of line.connections()) if (chance.happens(RESET_SHARE)) connection.reset();
      marks.push(slow.counts().shown - slow.counts().repeats);
    }
    const progress = (marks.at(-1) ?? 0) - (marks[0] ?? 0);
    note('events over the slow line', progress);
    demand(progress > 0, 'the slow line made no progress');
    await line.heal();
    faultOver();
    while (slow.pending() > 0 || (slow.store.chats.get(chatId)?.last ?? 0) < BACKLOG) await pause(100);
    const { shown, repeats } = slow.counts();
    note('repeats of the slow device', repeats);
    demand(repeats < shown / 4, `${repeats} of ${shown} events came again: the resume begins anew`);
  },
};

const WRITERS = 16;

async function writeBacklog(write: (nth: number) => Promise<void>): Promise<void> {
  let nth = 0;
  const writer = async () => {
    while (nth < BACKLOG) await write(nth++);
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}
