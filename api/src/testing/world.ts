import type { DestinationStream } from 'pino';
import { createApp, type App } from '../app.ts';
import { expiry } from '../features/session/access.ts';
import { storedHash, newToken } from '../features/session/tokens.ts';
import { readConfig } from '../platform/config.ts';
import { connect, type Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { openBroker } from '../platform/redis/broker.ts';
import { createAsk, type Ask } from './ask.ts';
import { freshDatabase } from './database.ts';
import type { Person } from './person.ts';

/** A server that listens, and how to talk to it. */
export type Node = Readonly<{
  app: App;
  /** Where it listens, e.g. http://127.0.0.1:41234. */
  url: string;
  ask: Ask;
}>;

/** One node on a database of its own, and the people there. */
export type World = Node &
  Readonly<{
    database: Database;
    /** One more node on the same database, and the same Redis if REDIS_URL is among the settings. It ends with the world. */
    another(settings?: Settings): Promise<Node>;
    /** Makes a person with an account and a session, without the cost of a password hash. */
    person(username: string, displayName?: string): Promise<Person>;
    /** One more session of the same person. */
    device(person: Person): Promise<Person>;
    close(): Promise<void>;
  }>;

/** Settings that a test may want otherwise, by the names of the environment. */
type Settings = Readonly<Record<string, string>>;

/** @param logTo where the log goes that LOG_LEVEL asks for; standard output when left out */
export async function startWorld(settings: Settings = {}, logTo?: DestinationStream): Promise<World> {
  const fresh = await freshDatabase();
  const database = connect(fresh.url, 10, () => {});
  const nodes: Node[] = [];
  const { prisma } = database;
  const first = await another(settings);

  return { ...first, database, another, person, device, close };

  async function another(its: Settings = settings): Promise<Node> {
    const config = readConfig(
      { PORT: '0', HOST: '127.0.0.1', RATE_LIMIT_FACTOR: '1000', LOG_LEVEL: 'silent', ...its },
      '/',
    );
    const logger = createLog(config.logLevel, logTo);
    const app = await createApp(config, database, logger, openBroker(config.redisUrls, logger));
    const url = `http://127.0.0.1:${await app.listen()}`;
    const node = { app, url, ask: createAsk(url) };
    nodes.push(node);
    return node;
  }

  async function person(username: string, displayName = capital(username)): Promise<Person> {
    const user = await prisma.user.create({
      data: { id: newId(), username, displayName, passwordHash: 'no password' },
    });
    return device({ name: displayName, id: user.id, username, token: '', sessionId: '' });
  }

  async function device(of: Person): Promise<Person> {
    const token = newToken();
    const { id } = await prisma.session.create({
      data: { id: newId(), userId: of.id, tokenHash: storedHash(token), expiresAt: expiry() },
    });
    return { ...of, token, sessionId: id };
  }

  async function close(): Promise<void> {
    for (const { app } of nodes) await app.close();
    await database.close();
    await fresh.drop();
  }
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
