import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, setStage, type Stage } from '../../api/bench/stage.ts';
import { groupId } from '../../api/bench/town.ts';
import { countRows, putRows } from '../device-store.ts';
import { CHATS, MESSAGES, populate, readLong, type Town } from './town.ts';
import { CHAT_LINES, openApp, type App } from './app.ts';
import { openQuietly, type Quiet } from './quiet.ts';

/** The product with a town in it, and a browser profile whose device store holds all of the reader's. */
export type Scene = Readonly<{
  stage: Stage;
  town: Town;
  /** A fresh browser process over the same profile. @param slowdown of its processor; 1 for none */
  open(slowdown?: number): Promise<App>;
  /** The same, without anybody listening in. */
  openQuietly(slowdown: number): Promise<Quiet>;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  close(): Promise<void>;
}>;

const AT_ONCE = 5_000;
const FILLED_CHATS = 40;
const PATIENCE_MS = 120_000;
const WEEK_S = 604_800;

export async function setScene(say: (line: string) => void): Promise<Scene> {
  const stage = await setStage(() => {});
  const profile = mkdtempSync(join(tmpdir(), 'ruggine-profile-'));
  const close = async (): Promise<void> => {
    await stage.close();
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    say('The town moves in …');
    const town = await populate(stage.sql);
    let server: Server = await stage.node();
    const { port } = server;
    const origin = `http://127.0.0.1:${port}`;
    say('The device reads …');
    await fillDevice(await openApp(profile, origin, 1), { stage, town, origin });
    return {
      stage,
      town,
      close,
      open: (slowdown) => openApp(profile, origin, slowdown),
      openQuietly: (slowdown) => openQuietly(profile, `${origin}/`, slowdown),
      async stopServer() {
        await server.end('SIGKILL');
      },
      async startServer() {
        server = await stage.node({ port });
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Place = Readonly<{ stage: Stage; town: Town; origin: string }>;

/** Signs in, has the app read all chats, then writes the long chat's messages beside them. */
async function fillDevice(app: App, { stage, town, origin }: Place): Promise<void> {
  const { page, context } = app;
  const expires = Math.floor(Date.now() / 1_000) + WEEK_S;
  await context.addCookies([{ name: 'ruggine', value: town.reader.token, url: origin, expires, httpOnly: true }]);
  await page.goto('/');
  await page.locator(CHAT_LINES).first().waitFor();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const until = Date.now() + PATIENCE_MS;
  while ((await countRows(page, 'chats')) < CHATS || (await countRows(page, 'spans')) < FILLED_CHATS) {
    if (Date.now() > until) throw new Error(`The device has only ${await countRows(page, 'chats')} chats.`);
    await page.evaluate(() => document.querySelector('nav[aria-label="Chats"]')?.scrollBy(0, 1e6));
    await page.waitForTimeout(50);
  }
  // From a page that is not the app.
  await page.goto('/healthz');
  const messages = await readLong(stage.sql, town.longChat);
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    await putRows(page, 'messages', messages.slice(from, from + AT_ONCE));
  }
  await putRows(page, 'spans', [{ chatId: groupId(town.longChat), spans: [[0, MESSAGES]] }]);
  await app.close();
}
