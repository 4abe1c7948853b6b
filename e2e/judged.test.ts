import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { chanceOf } from '../api/faults/chance.ts';
import { check } from '../api/faults/checker/checker.ts';
import { gatherCrowd } from '../api/faults/crowd.ts';
import { signIn } from '../api/faults/driver/people.ts';
import { baseline, gather } from '../api/faults/gathering.ts';
import { startHistory } from '../api/faults/history.ts';
import { levelWithin } from '../api/faults/level.ts';
import { startWorld, type World } from '../api/faults/world/world.ts';
import { openWindow, useBrowser } from './browser.ts';
import { holdingOf, wholeChats } from './holding.ts';

const LOGS = fileURLToPath(new URL('../.cache/faults/logs', import.meta.url));
const LEVEL_WITHIN_MS = 30_000;
const SEED = Date.now() % 1_000_000;

const browser = useBrowser();

/** What befalls the only way there is from the browser to the server. */
const FAULTS: readonly Readonly<{ name: string; befall: (world: World) => Promise<void> }>[] = [
  { name: 'all lines reset', befall: async ({ doors }) => doors[0]?.resetAll() },
  {
    name: 'nobody at the door for two seconds',
    async befall({ doors: [door] }) {
      door?.refuse();
      door?.resetAll();
      await pause(2_000);
      await door?.heal();
    },
  },
  {
    name: 'a line that carries nothing for three seconds',
    async befall({ doors: [door] }) {
      door?.trouble({ up: { blackHole: true }, down: { blackHole: true } });
      await pause(3_000);
      door?.resetAll();
      await door?.heal();
    },
  },
  {
    name: 'kill -9',
    async befall({ nodes: [node] }) {
      await node?.end('SIGKILL');
      await node?.start();
    },
  },
];

it(`keeps in the browser exactly what was said, through resets, holes and kill -9 (seed ${SEED})`, async () => {
  await using world = await startWorld({ nodes: 2, redis: 'REDIS_SERVER' in process.env, logs: LOGS });
  const history = startHistory();
  const before = world.nodes.map(baseline);
  world.onDeath((process, how) => history.record({ what: 'died', process, how }));
  const crowd = await gatherCrowd(world, history, chanceOf(SEED), { people: 4, devicesEach: 1, groups: 3 });
  const [ann] = crowd.people;
  const [origin = ''] = world.urls;
  if (!ann) throw new Error('There is nobody.');
  const [token = ''] = await signIn(world.postgres.pool, [ann]);
  const page = await openWindow(browser(), 'desktop', { baseURL: origin });
  await page.context().addCookies([{ name: 'ruggine', value: token, url: origin, httpOnly: true }]);
  await page.goto('/');
  const lines = page.getByRole('navigation', { name: 'Chats' }).getByRole('link');
  await expect.poll(() => lines.count()).toBe(crowd.chats.length);
  await lines.first().click();
  const box = page.getByRole('textbox', { name: /^Message / });

  const load = crowd.load(3);
  const written: string[] = [];
  for (const { name, befall } of FAULTS) {
    await pause(1_000);
    history.record({ what: 'fault', name });
    const text = `Written under: ${name}`;
    await box.fill(text);
    await Promise.all([befall(world), pause(20).then(() => box.press('Enter'))]);
    written.push(text);
  }
  await pause(1_000);
  await load.stop();
  history.record({ what: 'faultOver' });
  if (await levelWithin(crowd, world, LEVEL_WITHIN_MS)) history.record({ what: 'level' });
  await expect
    .poll(() => page.getByRole('img', { name: 'On this device' }).count(), { timeout: LEVEL_WITHIN_MS })
    .toBe(0);
  // What was said before it came is read when somebody looks.
  for (let nth = 0; nth < crowd.chats.length; nth += 1) {
    await lines.nth(nth).click();
    await page.getByRole('log').getByRole('article').first().waitFor();
  }
  await expect.poll(() => wholeChats(page), { timeout: LEVEL_WITHIN_MS }).toBe(crowd.chats.length);

  // What the browser could send and read only now, the others hear, if not at once then when they look.
  expect(await levelWithin(crowd, world, LEVEL_WITHIN_MS)).toBe(true);
  // Read positions are told a moment later.
  await page.waitForTimeout(2_000);
  const holding = await holdingOf(page, ann.id);
  await page.context().close();
  const evidence = await gather({ crowd, world, history, before, limitMs: LEVEL_WITHIN_MS });
  expect(check({ ...evidence, holdings: [...evidence.holdings, holding] })).toEqual([]);
  const said = evidence.truth.chats.flatMap(({ messages }) => messages.filter(({ sender }) => sender === ann.id));
  for (const text of written) expect(said.filter((message) => message.text === text)).toHaveLength(1);
  expect(holding.chats.flatMap(({ entries }) => entries ?? []).length).toBeGreaterThan(60);
});
