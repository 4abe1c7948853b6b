import { query } from './client.ts';
import { Members } from './documents/chat.ts';
import { toMember } from './fragments.ts';
import { settleOthers } from './positions.ts';
import type { Member } from './records.ts';
import { nextOf } from './snapshot.ts';
import { store } from './store/account.ts';
import { change } from './store/copy.ts';

type Outcome = 'done' | 'no-answer';

/** Somebody may come or go while the pages are on their way; the count says so. */
const ATTEMPTS = 3;

const underWay = new Map<string, Promise<Outcome>>();

/** All members of a chat. Later changes come as events. */
export function loadMembers(chatId: string): Promise<Outcome> {
  const asked = underWay.get(chatId);
  if (asked !== undefined) return asked;
  const asking = readMembers(chatId).finally(() => underWay.delete(chatId));
  underWay.set(chatId, asking);
  return asking;
}

async function readMembers(chatId: string): Promise<Outcome> {
  const db = store.value;
  for (let attempt = 1; ; attempt += 1) {
    const members = await readPages(chatId);
    if (members === null || db === null || store.value !== db) return 'no-answer';
    const agrees = members.length === (await db.chats.get(chatId))?.memberCount;
    if (!agrees && attempt < ATTEMPTS) continue;
    await change(db, [chatId], (copy) => {
      if (!copy.chats.has(chatId)) return;
      copy.members.set(chatId, members);
      settleOthers(copy, chatId);
    });
    return 'done';
  }
}
async function readPages(chatId: string): Promise<Member[] | null> {
  const members: Member[] = [];
  let after: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof readPage>> = await readPage(chatId, after);
    const page = answer.ok ? answer.data.viewer?.chat?.node.members : undefined;
    if (page === undefined) return null;
    members.push(...page.edges.map(({ node }) => toMember(node)));
    after = nextOf(page.pageInfo);
  } while (after !== null);
  return members;
}

function readPage(chatId: string, after: string | null) {
  return query(Members, { chatId, after });
}
