import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../api/faults/world/node.ts';
import type { Tab } from './tab.ts';

const READY_WITHIN_MS = 20_000;
const SCRIPT_WITHIN_MS = 60_000;

/** WebKitGTK's small browser on a screen that is not there, over its W3C WebDriver. @param binary the MiniBrowser */
export async function openWebKit(binary: string): Promise<Tab> {
  const port = await freePort();
  const driver = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], {
    // The sandbox will not start for root, whom test machines run as.
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LANG: 'C.UTF-8', LANGUAGE: 'en' },
    stdio: 'ignore',
    detached: true,
  });
  const stop = () => driver.pid !== undefined && driver.exitCode === null && process.kill(-driver.pid, 'SIGTERM');
  const ask = (method: string, path: string, body?: object) => speak(`http://127.0.0.1:${port}${path}`, method, body);
  try {
    await ready(() => ask('GET', '/status'));
    const options = { binary, args: ['--automation'] };
    const session = await ask('POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options, timeouts: { script: SCRIPT_WITHIN_MS } } },
    });
    const path = `/session/${sessionOf(session)}`;
    return {
      goto: async (address) => void (await ask('POST', `${path}/url`, { url: address })),
      run: async (work, given) => {
        const answer = await ask('POST', `${path}/execute/async`, { script: inPage(String(work)), args: [given] });
        return JSON.parse(String(answer));
      },
      async close() {
        await ask('DELETE', path).catch(() => {});
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Answers come as text: the driver and JSON do not agree on everything. */
function inPage(work: string): string {
  return `const [given, done] = arguments;
    Promise.resolve(given).then(${work}).then((answer) => done(JSON.stringify(answer ?? null)), (error) => done(JSON.stringify({ broke: String(error) })));`;
}

async function speak(url: string, method: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value }: { value: unknown } = await answer.json();
  if (!answer.ok) throw new Error(`WebKit's driver answered ${answer.status} to ${url}: ${JSON.stringify(value)}`);
  return value;
}

function sessionOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'sessionId' in value) return String(value.sessionId);
  throw new Error('WebKit gave no session.');
}

async function ready(attempt: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      return void (await attempt());
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(100);
    }
  }
}
