import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAsk } from '../src/testing/ask.ts';
import { freshDatabase, type FreshDatabase } from '../src/testing/database.ts';
import { listen } from '../src/testing/listen.ts';
import type { Person } from '../src/testing/person.ts';
import { createVerbs } from '../src/testing/verbs.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { needProgram } from './programs.ts';

const missing = whatIsMissing();
if (missing) console.warn(`The tests of the cluster did not run. ${missing}`);

describe.skipIf(missing !== null)('two nodes behind the proxy', { timeout: 60_000 }, () => {
  const workDir = mkdtempSync(join(tmpdir(), 'ruggine-cluster-'));
  let database: FreshDatabase;
  let cluster: Cluster;

  beforeAll(async () => {
    database = await freshDatabase();
    const settings = { RATE_LIMIT_FACTOR: '1000' };
    cluster = await startCluster({ dataDir: workDir, workDir, nodes: 2, databaseUrl: database.url, settings });
  });

  afterAll(async () => {
    await cluster?.stop();
    await database?.drop();
    rmSync(workDir, { recursive: true, force: true });
  });

  it('shows the public one healthy address, and keeps the operator’s page from it', async () => {
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/readyz')).toBe(200);
    expect(await statusOf('/metrics')).toBe(404);
  });

  it('answers every request, and keeps the sockets of one node, while the other goes and comes back', async () => {
    const ask = createAsk(cluster.url);
    const ann = await signUp('ann');
    const verbs = createVerbs(ask);
    const { chat } = await verbs.makeGroup(ann, 'Sunday hikers');
    if (!chat) throw new Error('no group was made');
    const [stays, goes] = cluster.nodes;
    if (!stays || !goes) throw new Error('two nodes were asked for');
    const hearing = await listen(stays.url, ann);
    const sent: unknown[] = [];
    let going = true;
    const talkOn = async () => {
      while (going) sent.push((await verbs.say(ann, chat.id, 'On we go')).__typename);
    };
    const talk = Promise.all(Array.from({ length: 4 }, talkOn));

    const gone = goes.stop();
    // It serves until the proxy has noticed: nobody is sent to a closed door.
    await cluster.proxy?.untilSeen(goes.name, 'DOWN');
    expect(await fetch(`${goes.url}/healthz`)).toMatchObject({ status: 200 });
    expect(await gone).toBe(0);
    const before = sent.length;
    await goes.start();
    await cluster.proxy?.untilSeen(goes.name, 'UP');
    going = false;
    await talk;

    expect(sent.length).toBeGreaterThan(before);
    expect(new Set(sent)).toEqual(new Set(['SendMessageSuccess']));
    await hearing.until(({ seq }) => seq === sent.length + 1);
    await hearing.stop();
  });

  it('goes round a node that was killed', async () => {
    const [first] = cluster.nodes;
    await first?.kill();
    const answers = await Promise.all(Array.from({ length: 20 }, () => statusOf('/healthz')));
    expect(new Set(answers)).toEqual(new Set([200]));
    await first?.start();
  });

  it('refuses to start where a port is taken, says so, and leaves nothing running', async () => {
    const taken = Number(new URL(cluster.nodes[0]?.url ?? '').port);
    const folder = join(workDir, 'second');
    const second = startCluster({
      dataDir: workDir,
      workDir: folder,
      nodes: 1,
      redis: false,
      databaseUrl: database.url,
      // The node's port is the one behind the proxy's.
      firstPort: taken - 1,
    });
    await expect(second).rejects.toThrow(`api1 did not start: another program answers at http://127.0.0.1:${taken}.`);
    expect(readFileSync(join(folder, 'nodes.cfg'), 'utf8')).toContain(`:${taken}`);
    expect(await statusOf('/healthz')).toBe(200);
  });

  async function statusOf(path: string): Promise<number> {
    const answer = await fetch(`${cluster.url}${path}`);
    await answer.body?.cancel();
    return answer.status;
  }

  async function signUp(username: string): Promise<Person> {
    type Answer = { register: { token: string; viewer: { user: { id: string }; session: { id: string } } } };
    const document = `mutation ($username: String!) { register(input: { username: $username, displayName: $username, password: "a long password" }) {
      ... on RegisterSuccess { token viewer { user { id } session { id } } } } }`;
    const { register } = await createAsk(cluster.url)<Answer>(null, document, { username });
    const { token, viewer } = register;
    return { name: username, username, token, id: viewer.user.id, sessionId: viewer.session.id };
  }
});

function whatIsMissing(): string | null {
  try {
    for (const program of ['redis-server', 'haproxy'] as const) needProgram(program, console.warn);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
