import { setTimeout as pause } from 'node:timers/promises';
import { of } from '../history.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { soonOrByLooking } from './limits.ts';

const GONE_WITHIN_MS = 30_000;
const GOING_AWAY = 4503;
/** A balancer that looks every second has seen by then who is ready. */
const SEEN_MS = 1_500;

/** Every node is asked to go and started again, one after the other, while everybody writes. */
const rollingRestart = {
  limitMs: soonOrByLooking(15_000),
  least: 60,
  async run({ world, history, crowd, fault, faultOver, demand, note }: Stage) {
    const load = crowd.load(2);
    await pause(1_000);
    await world.spare?.start();
    for (const [nth, node] of world.nodes.entries()) {
      await pause(SEEN_MS);
      // Who has to move is not to come to a node that goes next.
      world.balancer?.drain(world.nodes.slice(nth));
      fault(`SIGTERM ${node.name}`);
      const began = performance.now();
      const code = await node.end('SIGTERM');
      demand(code === 0, `${node.name} left with code ${code}`);
      demand(performance.now() - began < GONE_WITHIN_MS, `${node.name} took over 30 s to go`);
      await node.start();
    }
    await load.stop();
    faultOver();
    const ends = of(history.entries, 'disconnected');
    const rude = ends.filter(({ code }) => code !== GOING_AWAY);
    demand(
      rude.length === 0,
      `${rude.length} lines ended with ${[...new Set(rude.map(({ code }) => code))].join(', ')}`,
    );
    // With nowhere else to go, a device moves to a node whose turn is still to come, and moves again.
    const most = Math.max(0, ...crowd.devices.map((device) => device.counts().lines - 1));
    demand(most <= (world.spare ? 1 : world.nodes.length), `a device had to reconnect ${most} times`);
    demand(of(history.entries, 'fail').length === 0, 'a send was refused');
    note('most reconnects of one device', most);
  },
};

export const rollingRestarts: readonly Scenario[] = [
  { ...rollingRestart, name: 'N2', title: 'SIGTERM to all nodes in turn under load' },
  {
    ...rollingRestart,
    name: 'N2 with a spare',
    title: 'the same behind a balancer, with one more node to move to',
    world: { private: true, balanced: true, env: { TRUST_PROXY: '1' } },
    crowd: { way: 'balancer' },
  },
];
