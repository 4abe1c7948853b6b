import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { halt, initialise, launch } from './cluster.ts';
import { takeLock } from './lock.ts';
import { endOrphan } from './orphan.ts';
import { asRefusal, findPlace, type Place } from './place.ts';
import { commandLine } from './settings.ts';
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts';

export interface EmbeddedPostgres {
  /** Names a Unix socket that only this account and root can reach, and the password it asks for. */
  readonly url: string;
  /** Settles when Postgres ended, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface Wishes {
  dataDir: string;
  /** Also listen on this port of 127.0.0.1, for tools that know no sockets. */
  port?: number;
  /** False only where a power cut may cost everything, as in tests. */
  durable?: boolean;
  /** Hears, line by line, of what takes long or is out of the ordinary. */
  log: (line: string) => void;
}

const NAME = 'ruggine';
const USUAL_PORT = 5432;

/** The Postgres that comes with us, on its own data folder. Throws a StartRefused that says in a sentence why not. */
export async function startEmbeddedPostgres(wishes: Wishes): Promise<EmbeddedPostgres> {
  const folder = resolve(wishes.dataDir);
  const place = findPlace(folder, wishes.log);
  const lock = lockPlace(place, folder);
  try {
    await endOrphan(join(place.home, 'data'), wishes.log);
    const password = passwordIn(join(place.home, 'password'));
    initialise(place, NAME, password, wishes.log);
    return await run(place, password, wishes, lock.release);
  } catch (error) {
    lock.release();
    throw asRefusal(error, folder);
  }
}

function lockPlace(place: Place, folder: string): { release(): void } {
  try {
    return takeLock(join(place.home, 'lock'), folder);
  } catch (error) {
    throw asRefusal(error, folder);
  }
}

async function run(place: Place, password: string, wishes: Wishes, release: () => void): Promise<EmbeddedPostgres> {
  const socketFolder = makeSocketFolder(place);
  const port = wishes.port ?? USUAL_PORT;
  const flags = commandLine({
    socketFolder,
    port,
    overTcp: wishes.port !== undefined,
    durable: wishes.durable ?? true,
  });
  const postgres = await launch(place, flags, wishes.log);
  const ended = new Promise<void>((done) => postgres.once('exit', () => done()));
  const address = (database: string) =>
    `postgresql://${NAME}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(socketFolder)}`;
  const stop = once(() => windDown(postgres, socketFolder, release));
  try {
    await makeDatabase(address('postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: address(NAME), ended, stop };
}

async function windDown(postgres: ChildProcess, socketFolder: string, release: () => void): Promise<void> {
  await halt(postgres);
  removeSocketFolder(socketFolder);
  release();
}

/** Made once, before the cluster, and whole or not at all. */
function passwordIn(file: string): string {
  if (!existsSync(file)) {
    const draft = `${file}.draft`;
    rmSync(draft, { force: true });
    writeFileSync(draft, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}

async function makeDatabase(maintenanceUrl: string): Promise<void> {
  const client = new Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
  } finally {
    await client.end();
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined;
  return () => (doing ??= work());
}
