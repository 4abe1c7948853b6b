import { query } from './client.ts';
import { MoreInvitations, MoreSentInvitations } from './documents/overview.ts';
import { toInvitation } from './fragments.ts';
import { nextOf } from './snapshot.ts';
import { store } from './store/account.ts';
import { filed } from './store/copy.ts';

const BOXES = {
  inbox: { rest: 'moreInbox', document: MoreInvitations },
  sent: { rest: 'moreSent', document: MoreSentInvitations },
} as const;

/** Reads the next page of what came here or was sent from here. */
export async function loadMoreInvitations(box: keyof typeof BOXES): Promise<'done' | 'no-answer'> {
  const { rest, document } = BOXES[box];
  const db = store.value;
  const more = await db?.facts.get(rest);
  if (!db || more?.key !== rest || more.value === null) return 'done';
  const answer = await query(document, { after: more.value });
  if (!answer.ok || answer.data.viewer === null || store.value !== db) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.page;
  await db.transaction('rw', db.invitations, db.facts, async () => {
    await db.invitations.bulkPut(edges.map(({ node }) => filed(box, toInvitation(node))));
    await db.facts.put({ key: rest, value: nextOf(pageInfo) });
  });
  return 'done';
}

/** It is open no longer, by an answer to a request; the event that says so may come before or after. */
export async function forgetInvitation(id: string): Promise<void> {
  await store.value?.invitations.delete(id);
}
