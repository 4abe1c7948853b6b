import { beforeAll, describe, expect, it } from 'vitest';
import { type Device, openWindow, useBrowser } from './browser.ts';
import { list, lineOf, logIn, type Person } from './person.ts';
import { makeGroup, say } from './resident.ts';
import { acceptNewest, register, startPrivateChat } from './robot.ts';

const browser = useBrowser();
const GROUPS = 130;

/** Ann has more chats than come at once, and the one with something unread is her oldest. */
describe('a long list of chats', () => {
  let ann: { username: string; token: string };

  beforeAll(async () => {
    ann = await register('ann');
    const ben = await register('ben');
    const chatId = await startPrivateChat(ben.token, ann.username);
    await acceptNewest(ann.token);
    await say(ben.token, chatId, 'The oldest of all');
    for (let nth = 1; nth <= GROUPS; nth += 1) await makeGroup(ann.token, `Group ${nth}`);
  });

  it('goes on for whoever is at its end already', async () => {
    const person = await look('desktop');
    await expect
      .poll(async () => {
        await list(person).evaluate((scroller) => scroller.scrollBy(0, 1e6));
        return lineOf(person, 'The oldest of all').count();
      })
      .toBe(1);
  });

  it('is gone through for what is unread', async () => {
    const person = await look('phone');
    await person.page.getByRole('button', { name: 'Show only unread chats' }).click();
    await lineOf(person, 'The oldest of all').waitFor();
    expect(await list(person).getByRole('link').count()).toBe(1);
  });

  async function look(device: Device): Promise<Person> {
    const page = await openWindow(browser(), device);
    const person = { name: ann.username, username: ann.username, device, page };
    await page.goto('/');
    await logIn(person);
    await lineOf(person, `Group ${GROUPS}`).waitFor();
    return person;
  }
});
