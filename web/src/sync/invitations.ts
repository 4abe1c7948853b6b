import { query } from './client.ts';
import { MoreInvitations, MoreSentInvitations } from './documents/overview.ts';
import { toInvitation } from './fragments.ts';
import { nextOf } from './snapshot.ts';
import { store } from './store/account.ts';
import { filed } from './store/copy.ts';

export async function loadMoreInbox(): Promise<'done' | 'no-answer'> {
  const db = store.value;
  const more = await db?.facts.get('moreInbox');
  if (!db || more?.key !== 'moreInbox') return 'done';
  const answer = await query(MoreInvitations, { after: more.value });
  if (!answer.ok || answer.data.viewer === null || store.value !== db) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.invitations;
  await db.transaction('rw', db.invitations, db.facts, async () => {
    await db.invitations.bulkPut(edges.map(({ node }) => filed('inbox', toInvitation(node))));
    await db.facts.put({ key: 'moreInbox', value: nextOf(pageInfo) });
  });
  return 'done';
}

export async function loadMoreSent(): Promise<'done' | 'no-answer'> {
  const db = store.value;
  const more = await db?.facts.get('moreSent');
  if (!db || more?.key !== 'moreSent') return 'done';
  const answer = await query(MoreSentInvitations, { after: more.value });
  if (!answer.ok || answer.data.viewer === null || store.value !== db) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.sentInvitations;
  await db.transaction('rw', db.invitations, db.facts, async () => {
    await db.invitations.bulkPut(edges.map(({ node }) => filed('sent', toInvitation(node))));
    await db.facts.put({ key: 'moreSent', value: nextOf(pageInfo) });
  });
  return 'done';
}

/** It is open no longer, by an answer to a request; the event that says so may come before or after. */
export async function forgetInvitation(id: string): Promise<void> {
  await store.value?.invitations.delete(id);
}
