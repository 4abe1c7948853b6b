import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1');

const environment = z.object({
  /** TCP port of everything: app, API, GraphiQL, metrics. */
  PORT: whole(0, 65_535).default(4000),
  /** Address to listen on. Every interface by default, so that phones in the same network reach it. */
  HOST: z.string().min(1).default('0.0.0.0'),
  /** Where people reach the server, e.g. https://chat.example.org. With https the session cookie is Secure. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Postgres to use in place of the embedded one, e.g. postgresql://user:password@host:5432/ruggine. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Redis for several nodes, e.g. redis://user:password@host:6379; several, comma separated, are nodes of one Redis Cluster. */
  REDIS_URL: z
    .string()
    .transform((list) => list.split(',').map((url) => url.trim()))
    .refine((urls) => urls.every(isRedis), 'Use a URL such as redis://host:6379, with rediss for TLS')
    .refine(
      areOfOneCluster,
      'Several URLs name the nodes of one Redis Cluster: same scheme and account, no database number',
    )
    .default([]),
  /** Folder of the embedded database. */
  RUGGINE_DATA_DIR: z.string().min(1).default('.ruggine'),
  /** Connections this process may open to Postgres. */
  DATABASE_POOL: whole(2, 200).default(12),
  /** Origins besides our own that may open a socket with a cookie, comma separated. */
  ALLOWED_ORIGINS: list(isOrigin, 'Use origins such as https://app.example.org, comma separated').default([]),
  /** Number of proxies in front whose X-Forwarded-For and X-Forwarded-Proto can be believed. */
  TRUST_PROXY: whole(0, 10).default(0),
  /** Push services that may be called, comma separated, *.example.org for all below. Any in the public internet by default. */
  PUSH_HOSTS: list(isHost, 'Use names such as push.example.org or *.example.org, comma separated').default([]),
  /** Origins of push services in our own network, comma separated. What else lies there is never called. */
  PUSH_OWN_SERVICES: list(isOrigin, 'Use origins such as https://push.intra.example.org, comma separated').default([]),
  /** How long a message waits to be read before it rings, in milliseconds. */
  PUSH_WAIT_MS: whole(0, 60_000).default(3_000),
  /** false takes GraphiQL away; the API itself and introspection stay. */
  GRAPHIQL: flag.default(true),
  /** Apps older than this must update before they go on, e.g. 1.4.0. */
  MINIMUM_APP_VERSION: z
    .string()
    .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, 'Use a version such as 1.4.0')
    .optional(),
  /** false has browsers give up the app's service worker and what it has cached: for when it does harm. */
  SERVICE_WORKER: flag.default(true),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Multiplies every limit of tries per time; raise it for load tests on one machine only. */
  RATE_LIMIT_FACTOR: whole(1, 1_000_000).default(1),
  /** For the fault kit only: where the process ends itself, or "bus.unreliable". See platform/failpoints.ts. */
  RUGGINE_FAILPOINTS: z
    .string()
    .regex(/^[a-z.]+(:\d{1,6})?(,[a-z.]+(:\d{1,6})?)*$/, 'Use names such as send.committed:3, comma separated')
    .optional(),
});

export type Config = Readonly<{
  port: number;
  host: string;
  publicUrl: URL | null;
  databaseUrl: string | null;
  /** Empty for a single node, one URL for a Redis, several for a Redis Cluster. */
  redisUrls: readonly string[];
  dataDir: string;
  databasePool: number;
  allowedOrigins: readonly string[];
  push: Readonly<{ hosts: readonly string[]; ownServices: readonly string[]; waitMs: number }>;
  trustProxy: number;
  graphiql: boolean;
  /** Null: any version will do. */
  minimumApp: string | null;
  serviceWorker: boolean;
  logLevel: string;
  rateLimitFactor: number;
  failpoints: string | null;
}>;

/** A setting that cannot be used; the message names it and says what is expected. */
export class ConfigError extends Error {}

/**
 * Reads the settings, the only place that looks at the environment.
 * @param root what relative folders are relative to
 * @throws {ConfigError} with one sentence per wrong setting
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, root: string): Config {
  const known = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(known);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(sentence).join(' '));
  const settings = parsed.data;
  return {
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL ? new URL(settings.PUBLIC_URL) : null,
    databaseUrl: settings.DATABASE_URL ?? null,
    redisUrls: settings.REDIS_URL,
    dataDir: folder(settings.RUGGINE_DATA_DIR, root),
    databasePool: settings.DATABASE_POOL,
    allowedOrigins: settings.ALLOWED_ORIGINS,
    push: { hosts: settings.PUSH_HOSTS, ownServices: settings.PUSH_OWN_SERVICES, waitMs: settings.PUSH_WAIT_MS },
    trustProxy: settings.TRUST_PROXY,
    graphiql: settings.GRAPHIQL,
    minimumApp: settings.MINIMUM_APP_VERSION ?? null,
    serviceWorker: settings.SERVICE_WORKER,
    logLevel: settings.LOG_LEVEL,
    rateLimitFactor: settings.RATE_LIMIT_FACTOR,
    failpoints: settings.RUGGINE_FAILPOINTS ?? null,
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  return `The setting ${issue.path.join('.')} cannot be used: ${issue.message}.`;
}

function folder(path: string, root: string): string {
  const expanded = path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : path;
  return isAbsolute(expanded) ? expanded : resolve(root, expanded);
}

/** Items between commas, without a slash at their end. */
function list(isItem: (text: string) => boolean, expected: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((item) => item.trim().replace(/\/$/, '')))
    .refine((items) => items.every(isItem), expected);
}

/** Digits only: Number() would take an empty line for 0 and 1e3 for 1000. */
function whole(min: number, max: number) {
  const expected = `Use a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

function isRedis(text: string): boolean {
  return /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text) && /^\/?\d{0,5}$/.test(new URL(text).pathname);
}

function areOfOneCluster(urls: readonly string[]): boolean {
  if (urls.length < 2 || !urls.every(isRedis)) return true;
  const parsed = urls.map((url) => new URL(url));
  const accounts = parsed.map(({ protocol, username, password }) => [protocol, username, password].join(' '));
  return new Set(accounts).size === 1 && parsed.every(({ pathname }) => pathname.length <= 1);
}

function isHost(text: string): boolean {
  return /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text);
}

/** Whether browsers would write the origin of a page like this. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
