import { expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { join, lineOf, makeGroup, message, openInbox, write } from './person.ts';

const browser = useBrowser();

it('gathers a group by invitations: one joins and leaves, one declines, one name is nobody', async () => {
  const ann = await join(browser(), 'Ann');
  const ben = await join(browser(), 'Ben', { device: 'phone' });
  const cleo = await join(browser(), 'Cleo');

  await makeGroup(ann, 'Sunday hike', [ben.username, cleo.username, 'nobody_of_that_name']);
  await ann.page.getByText('“Sunday hike” is ready').waitFor();
  await ann.page.getByText('Nobody here has this username').waitFor();
  await ann.page
    .getByRole('link', { name: 'Open group' })
    .or(ann.page.getByRole('button', { name: 'Open group' }))
    .click();
  await ann.page.getByRole('log').getByText('You created the group').waitFor();
  await write(ann, 'Before anybody came');

  await openInbox(ben, 1);
  await ben.page.getByRole('button', { name: 'Join' }).click();
  await ann.page.getByRole('log').getByText('Ben joined').waitFor();
  await openInbox(cleo, 1);
  await cleo.page.getByRole('button', { name: 'Decline' }).click();
  await cleo.page.getByText('No invitations').waitFor();

  await write(ann, 'Nine at the bridge?');
  await message(ben, 'Nine at the bridge?').waitFor();
  expect(await message(ben, 'Before anybody came').count()).toBe(0);
  await write(ben, 'I will be there');
  await message(ann, 'I will be there').waitFor();
  expect(await lineOf(cleo, 'Sunday hike').count()).toBe(0);

  await ben.page.getByRole('link', { name: 'Details of Sunday hike' }).click();
  await ben.page.getByRole('button', { name: 'Leave group' }).click();
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click();
  await ben.page.getByText('No chats yet').waitFor();
  await ann.page.getByRole('log').getByText('Ben left').waitFor();
  await write(ann, 'Only me now');
  await message(ann, 'Only me now').getByRole('img', { name: 'Sent' }).waitFor();
  expect(await lineOf(ben, 'Sunday hike').count()).toBe(0);
});

it('takes an invitation back, from the inbox as well', async () => {
  const ann = await join(browser(), 'Ann');
  const ben = await join(browser(), 'Ben');
  await makeGroup(ann, 'A mistake', [ben.username]);
  await ann.page.getByRole('heading', { name: 'A mistake', level: 1 }).waitFor();
  await openInbox(ben, 1);
  await ben.page.getByRole('article').filter({ hasText: 'A mistake' }).waitFor();
  await ann.page.goto('/invitations/sent');
  await ann.page.getByRole('button', { name: 'Withdraw' }).click();
  await ann.page.getByText('Nothing waiting').waitFor();
  await ben.page.getByText('No invitations').waitFor();
});
