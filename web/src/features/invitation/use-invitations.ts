import { computed } from 'vue';
import { fetchChat } from '../../sync/chats.ts';
import { mutate } from '../../sync/client.ts';
import type { Fault } from '../../sync/client.ts';
import { forgetInvitation, loadMoreInvitations } from '../../sync/invitations.ts';
import { discard, enact } from '../../sync/outbox.ts';
import type { Invitation } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import type { InviteOutcomes } from '../chat/use-create.ts';
import { InviteToChat } from './documents.ts';

type NoAnswer = { readonly outcome: 'no-answer' } & Fault;

/** `gone`: it was answered or withdrawn meanwhile, here or elsewhere. `waiting`: kept here until the server can be reached. */
export type Answered = { readonly outcome: 'done' | 'gone' | 'waiting' };

export function useInbox() {
  const hasMore = computed(() => replica.moreInbox.value !== null);
  return {
    invitations: computed(() => newestFirst(replica.inbox)),
    hasMore,
    more: () => loadMoreInvitations('inbox'),
    accept,
    decline,
  };
}

export function useSentInvitations() {
  const hasMore = computed(() => replica.moreSent.value !== null);
  return {
    invitations: computed(() => newestFirst(replica.sent)),
    hasMore,
    more: () => loadMoreInvitations('sent'),
    withdraw,
  };
}

function newestFirst(box: Map<string, Invitation>): Invitation[] {
  return [...box.values()].sort((a, b) => b.at - a.at);
}

async function accept(invitation: Invitation): Promise<Answered> {
  const answered = await answer('accept', invitation);
  if (answered.outcome === 'done') await fetchChat(invitation.chatId);
  return answered;
}

function decline(invitation: Invitation): Promise<Answered> {
  return answer('decline', invitation);
}

function withdraw(invitation: Invitation): Promise<Answered> {
  return answer('withdraw', invitation);
}

async function answer(kind: 'accept' | 'decline' | 'withdraw', { id, chatId }: Invitation): Promise<Answered> {
  const settled = await enact({ kind, chatId, invitationId: id });
  if (settled !== 'refused') return { outcome: settled };
  await discard(`${kind}:${id}`);
  await forgetInvitation(id);
  return { outcome: 'gone' };
}

export type InviteOutcome =
  | { readonly outcome: 'done'; readonly outcomes: InviteOutcomes }
  | { readonly outcome: 'refused'; readonly words: string }
  | NoAnswer;

export async function inviteToChat(chatId: string, usernames: readonly string[]): Promise<InviteOutcome> {
  const answer = await mutate(InviteToChat, { input: { chatId, usernames: [...usernames] } });
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.inviteToChat;
  if (result.__typename === 'InviteToChatSuccess') return { outcome: 'done', outcomes: result.outcomes };
  const words = result.__typename === 'InputError' ? result.fields[0]?.message : undefined;
  return { outcome: 'refused', words: words ?? result.words };
}
