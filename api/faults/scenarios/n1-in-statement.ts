import { setTimeout as pause } from 'node:timers/promises';
import { canary } from '../checker/rights.ts';
import type { Scenario } from '../scenario.ts';
import { newId } from '../../src/platform/ids.ts';
import { nodeAt } from '../world/world.ts';
import { byLooking } from './limits.ts';

const GATE = 7_301;
const MARK = 'hold';
const LOOK_EVERY_MS = 10;

/** A message with the mark waits in the database between INSERT and COMMIT for as long as the gate is locked. */
const TRIGGER = `
  CREATE OR REPLACE FUNCTION fault_gate() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NULL; END $$;
  CREATE OR REPLACE TRIGGER fault_gate AFTER INSERT ON message FOR EACH ROW
    WHEN (NEW.text LIKE '% ${MARK}') EXECUTE FUNCTION fault_gate()`;

const WAITING = `SELECT pid FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()`;

/** The node is killed while its statement stands between INSERT and COMMIT; the statement then commits, or does not. */
export const killsInTheStatement: readonly Scenario[] = [
  { name: 'N1 inserted, commits', ends: 'commit' as const },
  { name: 'N1 inserted, rolls back', ends: 'rollback' as const },
].map(({ name, ends }) => ({
  name,
  title: `kill -9 after INSERT, before COMMIT; the database then ends it with a ${ends}`,
  limitMs: byLooking(5_000),
  least: 5,
  async run({ world, crowd, fault, faultOver }) {
    const { pool } = world.postgres;
    const node = nodeAt(world, 0);
    const chatId = crowd.chats[0] ?? '';
    await pool.query(TRIGGER);
    for (const device of crowd.devices.slice(0, 5)) await crowd.say(device, chatId);
    const [person] = crowd.people;
    if (!person) throw new Error('nobody is here');
    const sender = await crowd.addDevice(person, { nodes: [world.urls[0] ?? ''], sends: 'http' });
    await sender.start();

    const gate = await pool.connect();
    await gate.query('SELECT pg_advisory_lock($1)', [GATE]);
    const messageId = newId();
    const sent = sender.send({ messageId, chatId, text: `${canary(chatId)} ${MARK}` });
    const pids = await waiting(async () => (await pool.query<{ pid: number }>(WAITING)).rows.map(({ pid }) => pid));
    fault(`kill -9 ${node.name} between INSERT and COMMIT`);
    await node.end('SIGKILL');
    if (ends === 'rollback') await pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
    await gate.query('SELECT pg_advisory_unlock($1)', [GATE]);
    gate.release();
    await node.start();
    faultOver();
    await sent;
    await pool.query('DROP TRIGGER fault_gate ON message');
  },
}));

async function waiting<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await pause(LOOK_EVERY_MS);
  }
}
