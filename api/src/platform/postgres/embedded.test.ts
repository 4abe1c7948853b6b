import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { DataFolderInUse, DataFolderUnusable } from './refusals.ts';

const isRoot = process.getuid?.() === 0;

it('keeps what was written over a stop and a start', async () => {
  const dataDir = folder();
  const first = await start(dataDir);
  await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS number');
  await first.stop();
  const second = await start(dataDir);
  expect(await query(second.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
});

it('is reached through a socket that is closed to other accounts, with a password that only we can read', async () => {
  const dataDir = folder();
  const { url } = await start(dataDir);
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(statSync(new URL(url).searchParams.get('host') ?? '').mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  const stranger = new URL(url);
  stranger.password = 'guessed';
  await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

it('waits for the disk before it answers, unless told otherwise', async () => {
  const { url } = await start(folder(), true);
  const settings = `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'server_encoding') ORDER BY name`;
  expect((await query(url, settings)).map((row) => row['setting'])).toEqual(['on', 'UTF8', 'on']);
});

it('refuses a folder in which another one lives', async () => {
  const dataDir = folder();
  await start(dataDir);
  const refusal = await start(dataDir).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataFolderInUse);
  expect(String(refusal)).toContain(`in use by another Ruggine (process ${process.pid})`);
});

it('lets one of two win that start at the same time', async () => {
  const dataDir = folder();
  const outcomes = await Promise.allSettled([start(dataDir), start(dataDir)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('starts again after it was killed, with all that was committed', async () => {
  const dataDir = folder();
  const { child, url } = await startInChild(dataDir);
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS number');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await start(dataDir);
  expect(await query(next.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
});

it('ends Postgres when its process is killed', async () => {
  const dataDir = folder();
  const { child, url } = await startInChild(dataDir);
  const witness = new Client({ connectionString: url });
  await witness.connect();
  const farewell = new Promise<string>((resolve) => witness.on('error', (error) => resolve(error.message)));
  child.kill('SIGKILL');
  expect(await farewell).toBe('terminating connection due to administrator command');
  await expect.poll(() => existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
});

it('ends and replaces a Postgres that outlived its owner', async () => {
  const dataDir = folder();
  const orphan = await start(dataDir);
  rmSync(join(dataDir, 'postgres', 'lock'));
  const next = await start(dataDir);
  await orphan.ended;
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('does not mind a lock and a pid file whose numbers belong to strangers by now', async () => {
  const dataDir = folder();
  await (await start(dataDir)).stop();
  const home = join(dataDir, 'postgres');
  writeFileSync(join(home, 'data', 'postmaster.pid'), `${process.ppid}\n${join(home, 'data')}\n0\n5432\n${home}\n`);
  writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.ppid, identity: 'of another time' }));
  mkdirSync(join(home, 'data.new'));
  expect(await query((await start(dataDir)).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('finds a place for its socket when the folder is deep', async () => {
  const dataDir = join(folder(), 'a-name-of-forty-characters-and-no-more-no'.repeat(3));
  const { url, stop } = await start(dataDir);
  const socketFolder = new URL(url).searchParams.get('host') ?? '';
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await stop();
  expect(statSync(socketFolder, { throwIfNoEntry: false })).toBeUndefined();
});

it('says in a sentence that the data folder is no folder', async () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  const refusal = await start(join(file, 'data')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DataFolderUnusable);
  expect(String(refusal)).toContain('it or a part of its path is not a folder');
});

it.skipIf(isRoot)('says in a sentence that the data folder may not be read', async () => {
  const dataDir = folder();
  chmodSync(dataDir, 0);
  onTestFinished(() => chmodSync(dataDir, 0o700));
  await expect(start(dataDir)).rejects.toThrow('you may not read and write it');
});

it.runIf(isRoot)('moves out of a folder that only root may enter, and says so', async () => {
  const barred = folder();
  chmodSync(barred, 0o700);
  const seat = join(barred, 'postgres');
  onTestFinished(() => rmSync(realpathSync(seat), { recursive: true }));
  const lines: string[] = [];
  const { url } = await start(barred, false, lines);
  const home = realpathSync(seat);
  expect(home).toMatch(/^\/var\/lib\/ruggine\//);
  expect(lines.join('\n')).toContain(home);
  expect(readFileSync(join(home, 'belongs-to'), 'utf8')).toContain(barred);
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

function folder(): string {
  const path = mkdtempSync('/tmp/ruggine-embedded-');
  chmodSync(path, 0o711);
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(dataDir: string, durable = false, lines: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable, log: (line) => lines.push(line) });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function startInChild(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { startEmbeddedPostgres } from '${new URL('./embedded.ts', import.meta.url).href}';
    const { url } = await startEmbeddedPostgres({ dataDir: process.argv[1], log: () => undefined });
    console.log(url);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url: String(url) };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
