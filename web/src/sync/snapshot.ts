import { placeChat } from './apply.ts';
import { query } from './client.ts';
import { Snapshot } from './documents/overview.ts';
import { toChat, toInvitation } from './fragments.ts';
import type { ResultOf } from './graphql.ts';
import { openStore, store } from './store/account.ts';
import { change, filed } from './store/copy.ts';
import type { Database, Fact } from './store/db.ts';

export type Viewer = NonNullable<ResultOf<typeof Snapshot>['viewer']>;
export type Asked = { readonly who: Viewer } | { readonly who: 'guest' | 'no-answer' };

/** Who is signed in by the session cookie, and all that the first screen needs of them. */
export async function askWhoIsThere(): Promise<Asked> {
  const answer = await query(Snapshot, {});
  if (!answer.ok) return { who: answer.fault === 'signed-out' ? 'guest' : 'no-answer' };
  return { who: answer.data.viewer ?? 'guest' };
}

/**
 * Replaces what the device keeps by what the server says now, save what was done here and is not sent. `afresh`: the
 * server has another history than the one that was read here, and nothing that was read holds any more.
 */
export async function keepSnapshot(viewer: Viewer, how: 'onto' | 'afresh' = 'onto'): Promise<Database> {
  const open = store.value;
  const db = open !== null && (await isTheirs(open, viewer)) ? open : await openStore(viewer.user.id);
  const chats = viewer.chats.edges.map(toChat);
  const known = await db.chats.toCollection().primaryKeys();
  await db.transaction('rw', db.tables, async () => {
    await db.members.clear();
    await db.invitations.clear();
    await db.facts.bulkPut(factsOf(viewer));
    const here = new Set(chats.map(({ id }) => id));
    if (how === 'afresh') {
      await Promise.all([db.messages.clear(), db.spans.clear()]);
      // They come again with their pages; what waits to be sent to them stays.
      if (viewer.chats.pageInfo.hasNextPage) await db.chats.bulkDelete(known.filter((id) => !here.has(id)));
    }
    await change(db, [...known, ...here], (copy) => {
      // With the whole list at hand, what is not in it was left; further pages are read when somebody looks.
      if (!viewer.chats.pageInfo.hasNextPage) for (const id of known) if (!here.has(id)) copy.chats.delete(id);
      // What is known of a chat would win over an answer that seems to be older.
      if (how === 'afresh') {
        copy.wanted.clear();
        for (const id of here) copy.chats.delete(id);
      }
      for (const chat of chats) placeChat(copy, chat);
      for (const { node } of viewer.invitations.edges)
        copy.invitations.set(node.id, filed('inbox', toInvitation(node)));
      for (const { node } of viewer.sentInvitations.edges) {
        copy.invitations.set(node.id, filed('sent', toInvitation(node)));
      }
      copy.cursor.value = viewer.cursor;
    });
  });
  return db;
}

async function isTheirs(db: Database, { user }: Viewer): Promise<boolean> {
  const fact = await db.facts.get('me');
  return fact?.key === 'me' && fact.value.user.id === user.id;
}

function factsOf(viewer: Viewer): Fact[] {
  return [
    { key: 'me', value: { user: viewer.user, sessionId: viewer.session.id } },
    { key: 'settings', value: viewer.settings },
    { key: 'moreChats', value: nextOf(viewer.chats.pageInfo) },
    { key: 'moreInbox', value: nextOf(viewer.invitations.pageInfo) },
    { key: 'moreSent', value: nextOf(viewer.sentInvitations.pageInfo) },
  ];
}

export function nextOf(pageInfo: { hasNextPage: boolean; endCursor: string | null }): string | null {
  return pageInfo.hasNextPage ? pageInfo.endCursor : null;
}
