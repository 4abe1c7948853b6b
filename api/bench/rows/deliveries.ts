import { atLeast, figure, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { setUpSides } from './sides.ts';

const RECEIVERS = 500;
/** Enough that nobody waits for the one who talks, few enough that nobody's buffers fill. */
const IN_FLIGHT = 16;
const SECONDS = 3;
const NAME = { bare: 'bare-ws', ours: 'ruggine' } as const;

/** How many deliveries a second, when as much is said as can be heard. */
export const deliveries: Row = {
  name: 'deliveries',
  about: `Verified deliveries a second to ${RECEIVERS} subscribers of one chat with at most ${IN_FLIGHT} messages under way, server and driver (and, for us, Postgres
with its durable sends) on the same cores. The driver reads frames by hand, so that it costs less than the server.`,
  async prepare(stage): Promise<Running> {
    const sides = await setUpSides(stage, ['bare-ws'], RECEIVERS);
    const driver = stage.receivers();
    return {
      async round() {
        const figures: Record<string, number> = {};
        for (const { name, kind, server, tokens, outlet } of sides) {
          await driver.ask('drop');
          await driver.ask('connect', { target: { kind, port: server.port }, tokens, count: RECEIVERS });
          await driver.ask('talkThrough', outlet);
          await driver.ask('settle');
          await driver.ask('saturated', { inFlight: IN_FLIGHT, seconds: 0.5 });
          const round = await driver.ask('saturated', { inFlight: IN_FLIGHT, seconds: SECONDS });
          figures[name] = round.deliveriesPerSecond;
          figures[`${name} driver`] = round.driverShare;
        }
        return figures;
      },
      async close() {
        await driver.end('SIGKILL');
        for (const { server } of sides) await server.end('SIGKILL');
      },
    };
  },
  judge(medians): readonly Verdict[] {
    const names = { ours: NAME.ours, peer: NAME.bare, peerName: 'a bare ws loop' };
    return [atLeast(medians, { what: 'verified deliveries, 500 subscribers', unit: '/s', ...names }, 0.9)];
  },
  panels(medians): readonly Panel[] {
    return [
      {
        title: 'Verified deliveries a second, 500 subscribers',
        unit: '/s',
        bars: [
          { label: 'Ruggine', value: figure(medians, NAME.ours), ours: true },
          { label: 'bare ws loop', value: figure(medians, NAME.bare), ours: false },
        ],
      },
    ];
  },
};
