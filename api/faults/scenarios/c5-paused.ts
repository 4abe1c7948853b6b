import { setTimeout as pause } from 'node:timers/promises';
import { of, type History } from '../history.ts';
import type { Scenario, Stage } from '../scenario.ts';
import type { Node } from '../world/node.ts';
import { nodeAt } from '../world/world.ts';

const WRITERS = 24;
const WARM_UP = 20_000;
const GROWTH_MAX_MB = 20;
const CLOSED = 'ruggine_sockets_closed_total{code="4413"}';

type Size = Readonly<{ name: string; people: number; devicesEach: number; messages: number; padding: number }>;

/** Devices that are connected and read nothing, while the others go on. */
export const pausedReaders: readonly Scenario[] = [
  { name: 'C5 small', people: 4, devicesEach: 5, messages: 2_000, padding: 4_000 },
  { name: 'C5', people: 10, devicesEach: 10, messages: 100_000, padding: 0 },
].map((size: Size) => ({
  name: size.name,
  title: `${size.people * size.devicesEach} sockets that read nothing, ${size.messages} events`,
  world: { private: true, nodes: 1 },
  limitMs: () => 30_000,
  least: size.messages,
  crowd: { people: size.people, devicesEach: 1, groups: 1 },
  run: (stage) => paused(stage, size),
}));

async function paused(stage: Stage, { people, devicesEach, messages, padding }: Size): Promise<void> {
  const { world, history, crowd, fault, faultOver, demand, note } = stage;
  const node = nodeAt(world, 0);
  // The same load twice without them: what a node's memory grows by, working on, is not theirs.
  const some = Math.min(messages, WARM_UP);
  const began = await peakWhile(node, () => write(stage, some, padding));
  const before = await peakWhile(node, () => write(stage, some, padding));
  const quiet = delays(history);
  const deaf = [];
  for (const person of crowd.people.slice(0, people)) {
    const state = await crowd.devicesOf(person)[0]?.snapshot();
    for (let nth = 0; nth < devicesEach; nth++) {
      const device = await crowd.addDevice(person, { nodes: [node.url] });
      await device.start(state);
      device.deafen();
      deaf.push(device);
    }
  }
  fault(`${deaf.length} devices read nothing`);
  const from = history.entries.length;
  const peak = await peakWhile(node, () => write(stage, messages, padding));
  const closed = await node.metric(CLOSED);
  const loud = delays({ ...history, entries: history.entries.slice(from) });
  note('closed with 4413', Number.isNaN(closed) ? 0 : closed);
  const grown = Math.round(peak - before);
  const usual = Math.round(before - began);
  note('memory MB', grown);
  note('memory MB without them', usual);
  note('p99 of delivery before ms', quiet);
  note('p99 of delivery with them ms', loud);
  demand(closed === deaf.length, `${closed} of ${deaf.length} paused sockets were closed with 4413`);
  demand(grown - usual < GROWTH_MAX_MB, `the node grew by ${grown} MB, and by ${usual} MB without them`);
  demand(loud < Math.max(3 * quiet, 200), `deliveries to others took ${loud} ms (p99), and ${quiet} ms before`);
  faultOver();
  // Two of them come back and must catch up; that all could is a matter of the driver's memory only.
  for (const device of deaf.slice(2)) device.stop();
  for (const device of deaf.slice(0, 2)) device.listen();
  await pause(500);
}

async function peakWhile(node: Pick<Node, 'size'>, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, node.size().memoryMb);
  };
  const watch = setInterval(look, 200);
  await work();
  clearInterval(watch);
  look();
  return peak;
}

async function write({ crowd }: Stage, messages: number, padding: number): Promise<void> {
  const chatId = crowd.chats[0] ?? '';
  const senders = crowd.devices.filter((_device, nth) => nth < crowd.people.length);
  let nth = 0;
  const writer = async (place: number) => {
    const sender = senders[place % senders.length];
    while (sender && nth++ < messages) await crowd.say(sender, chatId, padding);
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, place) => writer(place)));
}

/** The 99th percentile of the time from sending to being shown on a device. */
function delays({ entries }: Pick<History, 'entries'>): number {
  const begun = new Map(of(entries, 'invoke').map(({ messageId, at }) => [messageId, at]));
  const times = of(entries, 'shown')
    .map(({ at, item }) => at - (begun.get(item.subject) ?? at))
    .sort((one, other) => one - other);
  return Math.round(times[Math.floor(times.length * 0.99)] ?? 0);
}
