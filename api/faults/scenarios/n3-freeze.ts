import { setTimeout as pause } from 'node:timers/promises';
import { LOG_OUT } from '../driver/documents.ts';
import { post } from '../driver/http.ts';
import type { Scenario } from '../scenario.ts';
import { NotHere } from '../scenario.ts';
import { nodeAt } from '../world/world.ts';
import { soonOrByLooking } from './limits.ts';

const FROZEN_MS = 20_000;
/** How soon a node serves a session no more that was ended on another one. */
const graceMs = (bus: boolean) => (bus ? 1_000 : 15_000);

/** A node stands still for 20 s, with devices connected to it, one of which is signed out meanwhile on another node. */
export const freeze: Scenario = {
  name: 'N3',
  title: 'SIGSTOP of a node for 20 s under load, a session ended meanwhile',
  limitMs: soonOrByLooking(25_000),
  least: 60,
  async run({ world, history, crowd, fault, faultOver }) {
    if (world.nodes.length < 2) throw new NotHere('needs two nodes');
    const [person] = crowd.people;
    if (!person) throw new Error('nobody is here');
    const signedOut = await crowd.addDevice(person, { nodes: [world.urls[0] ?? ''] });
    await signedOut.start();
    const load = crowd.load(
      1,
      crowd.devices.filter((device) => device !== signedOut),
    );
    await pause(500);
    const node = nodeAt(world, 0);
    fault(`SIGSTOP ${node.name}`);
    node.freeze();
    await post({ url: world.urls[1] ?? '', token: signedOut.token, query: LOG_OUT, timeoutMs: 5_000 });
    await pause(FROZEN_MS);
    node.thaw();
    // What a frozen node could not hear it must hear of within the grace from when it moves again.
    history.record({ what: 'revoked', device: signedOut.name, graceMs: graceMs(world.redis !== null) });
    faultOver();
    await pause(1_000);
    await load.stop();
  },
};
