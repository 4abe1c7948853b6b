import { atMost, below, figure, type Figures, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { groupId, moveIn, settleDown } from '../town.ts';
import { DEVICES, IN_WORDS } from './devices.ts';
import { sampleOf, setUpPeer, type Side } from './sides.ts';
import type { Stage } from '../stage.ts';

/** What a device costs that is there and says nothing. */
export const idleMemory: Row = {
  name: 'idle-memory',
  about: `Heap of the server per connected, authenticated and subscribed device, after garbage collection, with ${IN_WORDS} of them less without any, in a process of its own for each round. Each of our devices belongs to
a person of its own with a session of its own, who is in one chat with all others and in four more; a message that all of them must hear proves that they are subscribed. Peers know nobody and have one chat.`,
  async prepare(stage): Promise<Running> {
    const residents = await moveIn(stage.sql, DEVICES);
    const chat = await settleDown(stage.sql, residents);
    const tokens = residents.map(({ token }) => token);
    const outlet = (port: number) =>
      ({ how: 'send', port, tokens: tokens.slice(0, 1), chatId: groupId(chat) }) as const;
    const ours = async (): Promise<Side> => {
      const server = await stage.node();
      return { name: 'ruggine', kind: 'graphql', server, tokens, outlet: outlet(server.port) };
    };
    const first = await ours();
    const frame = await sampleOf(stage, first);
    await first.server.end('SIGKILL');
    return {
      async round() {
        const figures: Record<string, number> = {};
        for (const setUp of [
          ours,
          () => setUpPeer(stage, 'bare-ws', frame),
          () => setUpPeer(stage, 'stock-yoga', frame),
        ]) {
          Object.assign(figures, await weigh(stage, await setUp()));
        }
        return figures;
      },
      async close() {},
    };
  },
  judge(medians): readonly Verdict[] {
    const what = 'heap per idle device';
    return [
      below(medians, { what: `${what}, ${IN_WORDS} of them`, unit: 'kB', ours: 'ruggine' }, 16),
      atMost(medians, { what, unit: 'kB', ours: 'ruggine', peer: 'stock-yoga', peerName: 'stock Yoga' }, 1),
    ];
  },
  panels(medians): readonly Panel[] {
    const bar = (label: string, name: string) => ({ label, value: figure(medians, name), ours: name === 'ruggine' });
    return [
      {
        title: `Heap per idle device, ${IN_WORDS} devices`,
        unit: 'kB',
        bars: [bar('Ruggine', 'ruggine'), bar('bare ws', 'bare-ws'), bar('stock Yoga + graphql-ws', 'stock-yoga')],
      },
    ];
  },
};

async function weigh(stage: Stage, { name, kind, server, tokens, outlet }: Side): Promise<Figures> {
  const driver = stage.receivers();
  const target = { kind, port: server.port };
  // Code and caches that the first device brings along are not the devices' own.
  await driver.ask('connect', { target, tokens, count: 50 });
  await driver.ask('talkThrough', outlet);
  await driver.ask('settle');
  await driver.ask('drop');
  const without = await server.probe.ask('memory');
  await driver.ask('connect', { target, tokens, count: DEVICES });
  await driver.ask('talkThrough', outlet);
  await driver.ask('settle');
  const held = await server.probe.ask('memory');
  await driver.end('SIGKILL');
  await server.end('SIGKILL');
  const each = (after: number, before: number): number => (after - before) / DEVICES / 1_000;
  return {
    [name]: each(held.heap, without.heap),
    [`${name} external`]: each(held.external, without.external),
    [`${name} rss`]: each(held.rss, without.rss),
  };
}
