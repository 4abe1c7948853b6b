import { chatLeft, fetchChat } from '../../sync/chats.ts';
import { mutate } from '../../sync/client.ts';
import type { Fault } from '../../sync/client.ts';
import type { ResultOf } from '../../sync/graphql.ts';
import { CreateGroup, CreatePrivateChat, LeaveChat } from './documents.ts';

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
  | { readonly outcome: 'invalid'; readonly fields: Readonly<Record<string, string>> }
  | Refused
  | NoAnswer;

export async function createGroup(title: string, usernames: readonly string[]): Promise<GroupOutcome> {
  const answer = await mutate(CreateGroup, { input: { title, usernames: [...usernames] } });
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

/** Who is not in it any more has left as well. */
export async function leaveChat(chatId: string): Promise<{ readonly outcome: 'left' } | Refused | NoAnswer> {
  const answer = await mutate(LeaveChat, { input: { chatId } });
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.leaveChat;
  const out = result.__typename === 'LeaveChatSuccess' || result.__typename === 'NotFoundError';
  if (!out) return { outcome: 'refused', words: result.words };
  chatLeft(chatId);
  return { outcome: 'left' };
}
