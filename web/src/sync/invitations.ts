import { query } from './client.ts';
import { MoreInvitations, MoreSentInvitations } from './documents/overview.ts';
import { toInvitation } from './fragments.ts';
import { replica } from './replica.ts';
import { nextOf } from './snapshot.ts';

export async function loadMoreInbox(): Promise<'done' | 'no-answer'> {
  const answer = await query(MoreInvitations, { after: replica.moreInbox.value });
  if (!answer.ok || answer.data.viewer === null) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.invitations;
  for (const { node } of edges) replica.inbox.set(node.id, toInvitation(node));
  replica.moreInbox.value = nextOf(pageInfo);
  return 'done';
}

export async function loadMoreSent(): Promise<'done' | 'no-answer'> {
  const answer = await query(MoreSentInvitations, { after: replica.moreSent.value });
  if (!answer.ok || answer.data.viewer === null) return 'no-answer';
  const { edges, pageInfo } = answer.data.viewer.sentInvitations;
  for (const { node } of edges) replica.sent.set(node.id, toInvitation(node));
  replica.moreSent.value = nextOf(pageInfo);
  return 'done';
}

/** It is open no longer, by an answer to a request; the event that says so may come before or after. */
export function invitationSettled(id: string): void {
  replica.inbox.delete(id);
  replica.sent.delete(id);
}
