import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A node in a process of its own. */
export type NodeProcess = Readonly<{ url: string; kill(): Promise<void> }>;

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts the product's own program on any free port. Resolves when it says where it listens. */
export async function startNodeProcess(settings: Readonly<Record<string, string>>): Promise<NodeProcess> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...settings };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      const port = /localhost:(\d+)/.exec(told)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    ended.then(() => reject(new Error(`the node did not start: ${told}`)), reject);
  });
  return {
    url,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
