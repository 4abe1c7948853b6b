import { atMost, figure, type Figures, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { setUpSides, type Side } from './sides.ts';

/** Subscribers, and messages per second: ten thousand deliveries a second either way. */
const SIZES = [
  { receivers: 500, perSecond: 20 },
  { receivers: 2_000, perSecond: 5 },
] as const;
const LABELS = {
  ruggine: 'Ruggine',
  'bare-ws': 'bare ws loop',
  'socket-io': 'Socket.IO',
  'stock-yoga': 'stock Yoga + graphql-ws',
} as const;
const PEERS = ['bare-ws', 'socket-io', 'stock-yoga'] as const;
const WARM_SECONDS = 0.5;
const SECONDS = 3;
/** Above this the driver measures itself. */
const DRIVER_SHARE_MAX = 0.8;

/** Server CPU for each delivery, at the same pace for everybody. */
export const fanOut: Row = {
  name: 'fan-out',
  about: `Server CPU (user and system, the whole process) per verified delivery of a message of 100 characters with its full selection to 500
and 2,000 subscribers of one chat, at 20 and 5 messages a second. From each window the CPU of the same server in a window of the same messages and no
subscriber is taken away: what remains is all that fan-out costs, its one execution and serialisation included, and what does not is the
durable send (ours) or the request that hands the message over (peers). "with sends" leaves it in.`,
  async prepare(stage): Promise<Running> {
    const sides = await setUpSides(stage, PEERS, Math.max(...SIZES.map(({ receivers }) => receivers)));
    const driver = stage.receivers();
    return {
      async round() {
        const figures: Record<string, number> = {};
        for (const { receivers, perSecond } of SIZES) {
          for (const side of sides) {
            const idle = await measure(side, 0, perSecond);
            const busy = await measure(side, receivers, perSecond);
            const deliveries = receivers * perSecond * SECONDS;
            figures[`${side.name} ${receivers}`] = ((busy - idle) * 1_000) / deliveries;
            figures[`${side.name} ${receivers} with sends`] = (busy * 1_000) / deliveries;
          }
        }
        return figures;
      },
      async close() {
        await driver.end('SIGKILL');
        for (const { server } of sides) await server.end('SIGKILL');
      },
    };

    /** @returns milliseconds of the server's CPU */
    async function measure({ kind, server, tokens, outlet }: Side, count: number, perSecond: number): Promise<number> {
      await driver.ask('drop');
      await driver.ask('connect', { target: { kind, port: server.port }, tokens, count });
      await driver.ask('talkThrough', outlet);
      await driver.ask('settle');
      await driver.ask('paced', { perSecond, seconds: WARM_SECONDS });
      const before = await server.probe.ask('cpu');
      const { driverShare } = await driver.ask('paced', { perSecond, seconds: SECONDS });
      const used = (await server.probe.ask('cpu')) - before;
      if (driverShare > DRIVER_SHARE_MAX) throw new Error(`void: the driver used ${driverShare.toFixed(2)} of a core`);
      return used;
    }
  },
  judge(medians): readonly Verdict[] {
    return SIZES.flatMap(({ receivers }) => [
      verdict(medians, receivers, 'bare-ws', 1),
      verdict(medians, receivers, 'stock-yoga', 0.12),
      verdict(medians, receivers, 'socket-io', 1),
    ]);
  },
  panels(medians): readonly Panel[] {
    return SIZES.map(({ receivers }) => ({
      title: `Server CPU per delivery, ${receivers.toLocaleString('en')} subscribers`,
      unit: 'µs',
      bars: (['ruggine', ...PEERS] as const).map((name) => ({
        label: LABELS[name],
        value: figure(medians, `${name} ${receivers}`),
        ours: name === 'ruggine',
      })),
    }));
  },
};

function verdict(medians: Figures, receivers: number, peer: keyof typeof LABELS, share: number): Verdict {
  const what = `server CPU per delivery, ${receivers.toLocaleString('en')} subscribers`;
  const names = { ours: `ruggine ${receivers}`, peer: `${peer} ${receivers}`, peerName: LABELS[peer] };
  return atMost(medians, { what, unit: 'µs', ...names }, share);
}
