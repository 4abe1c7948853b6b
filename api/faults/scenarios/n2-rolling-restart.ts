import { setTimeout as pause } from 'node:timers/promises';
import { of } from '../history.ts';
import type { Scenario } from '../scenario.ts';
import { soonOrByLooking } from './limits.ts';

const GONE_WITHIN_MS = 30_000;
const GOING_AWAY = 4503;

/** Every node is asked to go and started again, one after the other, while everybody writes. */
export const rollingRestart: Scenario = {
  name: 'N2',
  title: 'SIGTERM to all nodes in turn under load',
  limitMs: soonOrByLooking(15_000),
  least: 60,
  async run({ world, history, crowd, fault, faultOver, demand, note }) {
    const load = crowd.load(2);
    await pause(1_000);
    for (const node of world.nodes) {
      fault(`SIGTERM ${node.name}`);
      const began = performance.now();
      const code = await node.end('SIGTERM');
      demand(code === 0, `${node.name} left with code ${code}`);
      demand(performance.now() - began < GONE_WITHIN_MS, `${node.name} took over 30 s to go`);
      await node.start();
      await pause(500);
    }
    await load.stop();
    faultOver();
    const ends = of(history.entries, 'disconnected');
    const rude = ends.filter(({ code }) => code !== GOING_AWAY);
    demand(
      rude.length === 0,
      `${rude.length} lines ended with ${[...new Set(rude.map(({ code }) => code))].join(', ')}`,
    );
    // A device that moves to a node whose turn is still to come moves again: never more often than nodes go.
    const most = Math.max(0, ...crowd.devices.map((device) => device.counts().lines - 1));
    demand(most <= world.nodes.length, `a device had to reconnect ${most} times`);
    demand(of(history.entries, 'fail').length === 0, 'a send was refused');
    note('most reconnects of one device', most);
  },
};
