import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LAUNCH } from '../chromium.ts';
import { watchPage } from './watch.ts';

/**
 * A browser that tells nothing but what it is asked. Playwright has each frame on a socket told to it, which costs more than
 * the frame: what comes over a socket in thousands is measured here.
 */
export type Quiet = Readonly<{
  /** Has a function run in the page, where it is sent as text, and waits for what it promises. */
  run<Arg, T>(work: (arg: Arg) => T | Promise<T>, arg: Arg): Promise<T>;
  close(): Promise<void>;
}>;

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

export async function openQuietly(profile: string, url: string, slowdown: number): Promise<Quiet> {
  const portFile = join(profile, 'DevToolsActivePort');
  await rm(portFile, { force: true });
  const browser = spawn(
    LAUNCH.executablePath,
    [
      ...LAUNCH.args,
      '--headless=new',
      '--lang=en-GB',
      '--window-size=1280,800',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const gone = once(browser, 'exit');
  // The bench may be ended in the midst of it.
  const end = () => browser.kill('SIGKILL');
  process.once('exit', end);
  try {
    const port = (await soon(() => readFile(portFile, 'utf8'))).split('\n', 1)[0] ?? '';
    const page = await soon(() => pageOf(port));
    const send = await connect(page);
    await send('Page.enable');
    await send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${watchPage})()` });
    await send('Page.navigate', { url });
    const run: Quiet['run'] = async (work, arg) => {
      const expression = `Promise.resolve((${work})(${JSON.stringify(arg)})).then(JSON.stringify)`;
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true });
      if (exceptionDetails !== undefined) throw new Error(result.description);
      return JSON.parse(result.value ?? 'null');
    };
    // Until then another page is there, without it.
    await soon(() => run(() => window.bench.listed, null));
    return {
      run,
      close: async () => {
        await Promise.race([send('Browser.close'), gone]);
        await gone;
        process.off('exit', end);
      },
    };
  } catch (error) {
    end();
    await gone;
    process.off('exit', end);
    throw error;
  }
}

/** What comes of an attempt that may fail while the browser starts. */
async function soon<T>(attempt: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(LOOK_EVERY_MS);
    }
  }
}

async function pageOf(port: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const targets: { type: string; webSocketDebuggerUrl: string }[] = await answer.json();
  const page = targets.find(({ type }) => type === 'page');
  if (page === undefined) throw new Error('The browser has no page yet.');
  return page.webSocketDebuggerUrl;
}

/** As much of an answer of the DevTools protocol as is read here. */
type Answer = { result: { value?: string; description?: string }; exceptionDetails?: unknown };

const GONE: Answer = { result: { description: 'The page is gone.' }, exceptionDetails: 'gone' };

/** @returns sends a command and resolves with its result */
async function connect(url: string) {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    // None in place of a result: the page it was meant for is gone.
    waiting.get(id)?.(result ?? GONE);
    waiting.delete(id);
  });
  socket.addEventListener('close', () => {
    for (const answer of waiting.values()) answer(GONE);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('The browser cannot be reached.')));
  });
  let last = 0;
  return (method: string, params: object = {}) =>
    new Promise<Answer>((resolve) => {
      if (socket.readyState !== WebSocket.OPEN) return resolve(GONE);
      last += 1;
      waiting.set(last, resolve);
      return socket.send(JSON.stringify({ id: last, method, params }));
    });
}
