import { homedir } from 'node:os';
import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

it('needs nothing to be set', () => {
  expect(readConfig({}, '/srv/ruggine')).toEqual({
    port: 4000,
    host: '0.0.0.0',
    publicUrl: null,
    databaseUrl: null,
    redisUrls: [],
    dataDir: '/srv/ruggine/.ruggine',
    databasePool: 12,
    allowedOrigins: [],
    trustProxy: 0,
    graphiql: true,
    minimumApp: null,
    serviceWorker: true,
    logLevel: 'info',
    push: { hosts: [], ownServices: [], waitMs: 3_000 },
    rateLimitFactor: 1,
    failpoints: null,
  });
});

it('takes an empty setting for none', () => {
  const names = [
    'PORT',
    'HOST',
    'PUBLIC_URL',
    'DATABASE_URL',
    'REDIS_URL',
    'RUGGINE_DATA_DIR',
    'ALLOWED_ORIGINS',
    'GRAPHIQL',
    'MINIMUM_APP_VERSION',
    'SERVICE_WORKER',
    'LOG_LEVEL',
  ];
  expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])), '/')).toEqual(readConfig({}, '/'));
});

it.each([
  ['~/data', `${homedir()}/data`],
  ['data', '/srv/data'],
  ['../data', '/data'],
  ['/var/lib/ruggine', '/var/lib/ruggine'],
])('finds the folder %s at %s', (typed, found) => {
  expect(readConfig({ RUGGINE_DATA_DIR: typed }, '/srv').dataDir).toBe(found);
});

it('takes origins as people write them, and compares them as browsers do', () => {
  const { allowedOrigins } = readConfig(
    { ALLOWED_ORIGINS: 'https://a.example, https://b.example/ ,http://localhost:5173' },
    '/',
  );
  expect(allowedOrigins).toEqual(['https://a.example', 'https://b.example', 'http://localhost:5173']);
});

it.each([
  ['redis://localhost', ['redis://localhost']],
  ['rediss://ruggine:secret@redis.example:6380/2', ['rediss://ruggine:secret@redis.example:6380/2']],
  [
    'redis://:secret@a, redis://:secret@b:7001 ,redis://:secret@c/',
    ['redis://:secret@a', 'redis://:secret@b:7001', 'redis://:secret@c/'],
  ],
])('finds Redis at %s', (typed, urls) => {
  expect(readConfig({ REDIS_URL: typed }, '/').redisUrls).toEqual(urls);
});

it.each([
  ['PORT', 'many'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', ' '],
  ['PORT', '1e3'],
  ['PORT', '80.5'],
  ['DATABASE_POOL', '1'],
  ['PUSH_HOSTS', 'https://push.example.org'],
  ['PUSH_HOSTS', '*'],
  ['PUSH_OWN_SERVICES', 'push.example.org'],
  ['PUSH_WAIT_MS', '60001'],
  ['TRUST_PROXY', 'true'],
  ['RATE_LIMIT_FACTOR', '0'],
  ['GRAPHIQL', 'no'],
  ['LOG_LEVEL', 'loud'],
  ['PUBLIC_URL', 'chat.example.org'],
  ['PUBLIC_URL', 'ftp://chat.example.org'],
  ['DATABASE_URL', 'mysql://localhost/ruggine'],
  ['REDIS_URL', 'localhost:6379'],
  ['REDIS_URL', 'http://localhost:6379'],
  ['REDIS_URL', 'redis://'],
  ['REDIS_URL', 'redis://localhost/ruggine'],
  ['REDIS_URL', 'redis://a,'],
  ['REDIS_URL', 'redis://a,rediss://b'],
  ['REDIS_URL', 'redis://:one@a,redis://:other@b'],
  ['REDIS_URL', 'redis://a/1,redis://b/1'],
  ['ALLOWED_ORIGINS', '*'],
  ['ALLOWED_ORIGINS', 'null'],
  ['ALLOWED_ORIGINS', 'a.example'],
  ['ALLOWED_ORIGINS', 'https://a.example/app'],
  ['ALLOWED_ORIGINS', 'https://A.example'],
])('refuses %s="%s" in a sentence that names it', (name, value) => {
  expect(() => readConfig({ [name]: value }, '/')).toThrow(ConfigError);
  expect(() => readConfig({ [name]: value }, '/')).toThrow(
    new RegExp(`^The setting ${name}\\b[^.]* cannot be used: .+\\.$`),
  );
});

it('tells all that is wrong at once, and no password', () => {
  const env = {
    PORT: 'x',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'postgresql://ruggine:s3cret@[::/ruggine',
    REDIS_URL: 'rediss://ruggine:s3cret@[::',
  };
  const told = (() => {
    try {
      return readConfig(env, '/');
    } catch (error) {
      return String(error);
    }
  })();
  expect(told).toMatch(/PORT.*DATABASE_URL.*REDIS_URL.*LOG_LEVEL/);
  expect(told).not.toContain('s3cret');
});
