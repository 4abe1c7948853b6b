import { fileURLToPath } from 'node:url';
import { createPart, type Part } from './part.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Wishes {
  name: string;
  port: number;
  /** Settings as in docs/operating.md; only what is named here and in `inherited` reaches the node. */
  settings: Readonly<Record<string, string>>;
  /** For `node` itself, before our file: e.g. --import of a probe. */
  nodeOptions: readonly string[];
  logFile: string;
  onLoss?: (part: Part, how: string) => void;
}

/** One API node, as `npm start` runs it. */
export function createNode({ name, port, settings, nodeOptions, logFile, ...rest }: Wishes): Part {
  const url = `http://127.0.0.1:${port}`;
  return createPart({
    name,
    url,
    program: process.execPath,
    words: [...nodeOptions, MAIN],
    env: { ...inherited(), ...settings, PORT: String(port) },
    logFile,
    isReady: () => saysReady(url),
    ...rest,
  });
}

function saysReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );
}

/** A test runner's own settings would make a node believe that it is under test. */
function inherited(): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}
