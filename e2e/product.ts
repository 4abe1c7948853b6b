import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Product {
  /** Where people reach it, e.g. http://localhost:40123. */
  readonly origin: string;
  /** Stops it as Ctrl-C would and answers with its exit code. */
  pause(): Promise<number | null>;
  /** Starts it again where it was, with what it knew, and perhaps with other settings. */
  resume(settings?: Settings): Promise<void>;
  /** Stops it for good and forgets its data. */
  end(): Promise<void>;
}

/** Of the server: docs/operating.md. */
type Settings = Readonly<Record<string, string>>;

/** Everything `npm start` does, on a free port and a database of its own. */
export async function startProduct(settings: Settings = {}): Promise<Product> {
  const dataDir = mkdtempSync('/tmp/ruggine-e2e-');
  // When root runs the tests, the database's own account must pass through.
  chmodSync(dataDir, 0o711);
  const forget = () => rmSync(dataDir, { recursive: true, force: true });
  const { origin, ...first } = await run(dataDir, { ...settings, PORT: '0' }).catch((error: unknown) => {
    forget();
    throw error;
  });
  let { server } = first;
  const pause = () => interrupt(server);
  return {
    origin,
    pause,
    async resume(others = {}) {
      ({ server } = await run(dataDir, { ...settings, ...others, PORT: new URL(origin).port }));
    },
    async end() {
      await pause();
      forget();
    },
  };
}

async function run(dataDir: string, settings: Settings): Promise<{ server: ChildProcess; origin: string }> {
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    // All the people under test come from one address.
    env: environment({ RUGGINE_DATA_DIR: dataDir, RATE_LIMIT_FACTOR: '1000', LOG_LEVEL: 'warn', ...settings }),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    const origin = /App\s+(http\S+)/.exec(line)?.[1];
    if (!origin) continue;
    // From here on it may say what it likes, as long as somebody reads it.
    server.stderr.resume();
    return { server, origin };
  }
  throw new Error(`The product ended before it was ready:\n${said.join('\n')}`);
}

async function interrupt(server: ChildProcess): Promise<number | null> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
  }
  return server.exitCode;
}

/** The test runner's own settings would make the product's tools believe that they are under test. */
function environment(settings: Settings): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_ENV$|DATABASE_URL$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(inherited), ...settings };
}
