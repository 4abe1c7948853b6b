import { v7 } from 'uuid';
import { fetchChat } from '../../sync/chats.ts';
import { mutate } from '../../sync/client.ts';
import type { Fault } from '../../sync/client.ts';
import type { ResultOf } from '../../sync/graphql.ts';
import { discard, enact, refusalOf } from '../../sync/outbox.ts';
import { CreateGroup } from '../../sync/documents/acts.ts';
import { CreatePrivateChat } from './documents.ts';

type GroupCreated = Extract<ResultOf<typeof CreateGroup>['createGroup'], { __typename: 'CreateGroupSuccess' }>;

/** What became of each name of a list of people to invite. */
export type InviteOutcomes = GroupCreated['invited'];

type NoAnswer = { readonly outcome: 'no-answer' } & Fault;
/** A no in the server's own words. */
type Refused = { readonly outcome: 'refused'; readonly words: string };

export type StartOutcome =
  | { readonly outcome: 'started'; readonly chatId: string }
  | { readonly outcome: 'no-such-user' }
  | Refused
  | NoAnswer;

export async function startPrivateChat(username: string): Promise<StartOutcome> {
  const answer = await mutate(CreatePrivateChat, { input: { username } });
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.createPrivateChat;
  switch (result.__typename) {
    case 'CreatePrivateChatSuccess':
      await fetchChat(result.chat.id);
      return { outcome: 'started', chatId: result.chat.id };
    case 'NotFoundError':
      return { outcome: 'no-such-user' };
    case 'InputError':
      return { outcome: 'refused', words: result.fields[0]?.message ?? result.words };
    default:
      return { outcome: 'refused', words: result.words };
  }
}

export type GroupOutcome =
  | { readonly outcome: 'created'; readonly chatId: string; readonly invited: InviteOutcomes }
  /** Kept here until the server can be reached. */
  | { readonly outcome: 'waiting' }
  | { readonly outcome: 'invalid'; readonly fields: Readonly<Record<string, string>> }
  | Refused
  | NoAnswer;

export async function createGroup(title: string, usernames: readonly string[]): Promise<GroupOutcome> {
  const uuid = v7();
  const answer = await mutate(CreateGroup, { input: { id: uuid, title, usernames: [...usernames] } });
  if (!answer.ok && (answer.fault === 'offline' || answer.fault === 'unavailable')) {
    // It may have arrived: the same id makes the same group.
    await enact({ kind: 'create-group', chatId: `new:${uuid}`, uuid, title, usernames });
    return { outcome: 'waiting' };
  }
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.createGroup;
  if (result.__typename === 'InputError') {
    const fields = Object.fromEntries(result.fields.map(({ path, message }) => [path[0] ?? '', message]));
    return { outcome: 'invalid', fields };
  }
  if (result.__typename !== 'CreateGroupSuccess') return { outcome: 'refused', words: result.words };
  await fetchChat(result.chat.id);
  return { outcome: 'created', chatId: result.chat.id, invited: result.invited };
}

/** `waiting`: kept here until the server can be reached. */
export async function leaveChat(chatId: string): Promise<{ readonly outcome: 'left' | 'waiting' } | Refused> {
  const settled = await enact({ kind: 'leave', chatId });
  if (settled !== 'refused') return { outcome: settled === 'done' ? 'left' : 'waiting' };
  const refusal = await refusalOf(`leave:${chatId}`);
  await discard(`leave:${chatId}`);
  return { outcome: 'refused', words: refusal?.why === 'refused' ? refusal.words : '' };
}
