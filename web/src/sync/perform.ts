import { AcceptInvitation, CancelInvitation, CreateGroup, DeclineInvitation, LeaveChat } from './documents/acts.ts';
import type { ActRecord, Refusal } from './acts.ts';
import { forgetChat, placeMessage } from './apply.ts';
import { readChat } from './chat-reading.ts';
import { mutate, type Answer, type Fault } from './client.ts';
import { MarkRead, SendMessage } from './documents/message.ts';
import { toMessage } from './fragments.ts';
import { change } from './store/copy.ts';
import type { Message } from './records.ts';
import type { Database } from './store/db.ts';

/** What came of trying an act once. `done`: it is off the list, and what it changed is here, or about to be: see `sent`. */
export type Performed =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | ({ readonly outcome: 'no-answer' } & Fault);

/** A message that the server has taken, and the act that it was. */
export interface Sent {
  readonly order: number;
  readonly message: Message;
}

const DONE = { outcome: 'done' } as const;
const GONE = { outcome: 'refused', refusal: { why: 'gone' } } as const;

/**
 * Tries an act at the server, as often as needed: the same act twice changes nothing.
 * @param sent keeps what became of a message; anything else is kept before this resolves
 */
export async function perform(db: Database, record: ActRecord, sent: (message: Sent) => void): Promise<Performed> {
  const { act } = record;
  switch (act.kind) {
    case 'send':
      return say(record, { id: act.uuid, chatId: act.chatId, text: act.text }, sent);
    case 'read':
      return markRead(db, record, { chatId: act.chatId, seq: act.seq });
    case 'leave':
      return leave(db, record, act.chatId);
    case 'create-group':
      return createGroup(db, record, { id: act.uuid, title: act.title, usernames: [...act.usernames] });
    default:
      return answer(db, record, act.kind, act.invitationId);
  }
}

async function say(
  { order }: ActRecord,
  input: { id: string; chatId: string; text: string },
  sent: (message: Sent) => void,
): Promise<Performed> {
  const reply = await mutate(SendMessage, { input });
  if (!reply.ok) return { outcome: 'no-answer', ...reply };
  const result = reply.data.sendMessage;
  if (result.__typename === 'NotFoundError') return { outcome: 'refused', refusal: { why: 'left' } };
  if (result.__typename !== 'SendMessageSuccess') {
    return { outcome: 'refused', refusal: { why: 'refused', words: result.words } };
  }
  sent({ order, message: toMessage(result.message) });
  return DONE;
}

/**
 * In one step: bubbles that wait become such as were taken, and are never missing between the two.
 * @returns what acts there are now, by their order
 */
export function keepSent(db: Database, sent: readonly Sent[]): Promise<number[]> {
  return db.transaction('rw', db.tables, async () => {
    await db.acts.bulkDelete(sent.map(({ order }) => order));
    await change(
      db,
      sent.map(({ message }) => message.chatId),
      (copy) => {
        for (const { message } of sent) placeMessage(copy, message);
      },
    );
    return db.acts.toCollection().primaryKeys();
  });
}

async function markRead(
  db: Database,
  { order }: ActRecord,
  input: { chatId: string; seq: number },
): Promise<Performed> {
  const reply = await mutate(MarkRead, { input });
  if (!reply.ok) return { outcome: 'no-answer', ...reply };
  // A chat one has left needs no mark.
  await db.acts.delete(order);
  return DONE;
}

async function leave(db: Database, { order }: ActRecord, chatId: string): Promise<Performed> {
  const reply = await mutate(LeaveChat, { input: { chatId } });
  if (!reply.ok) return { outcome: 'no-answer', ...reply };
  const result = reply.data.leaveChat;
  // Who is not in it any more has left as well.
  const out = result.__typename === 'LeaveChatSuccess' || result.__typename === 'NotFoundError';
  if (!out) return { outcome: 'refused', refusal: { why: 'refused', words: result.words } };
  await db.transaction('rw', db.tables, async () => {
    await db.acts.delete(order);
    await change(db, [chatId], (copy) => forgetChat(copy, chatId));
  });
  return DONE;
}

async function createGroup(
  db: Database,
  { order }: ActRecord,
  input: { id: string; title: string; usernames: string[] },
): Promise<Performed> {
  const reply = await mutate(CreateGroup, { input });
  if (!reply.ok) return { outcome: 'no-answer', ...reply };
  const result = reply.data.createGroup;
  if (result.__typename !== 'CreateGroupSuccess') {
    const words = result.__typename === 'InputError' ? result.fields[0]?.message : undefined;
    return { outcome: 'refused', refusal: { why: 'refused', words: words ?? result.words } };
  }
  await db.acts.delete(order);
  await readChat(db, result.chat.id);
  return DONE;
}

async function answer(
  db: Database,
  { order }: ActRecord,
  kind: 'accept' | 'decline' | 'withdraw',
  invitationId: string,
): Promise<Performed> {
  const reply = await settleInvitation(kind, { invitationId });
  if (!reply.ok) return { outcome: 'no-answer', ...reply };
  if (!reply.data.endsWith('Success')) return GONE;
  await db.transaction('rw', db.tables, async () => {
    await db.acts.delete(order);
    await db.invitations.delete(invitationId);
  });
  return DONE;
}

/** The name of what the server answered with. */
async function settleInvitation(
  kind: 'accept' | 'decline' | 'withdraw',
  input: { invitationId: string },
): Promise<Answer<string>> {
  if (kind === 'accept') return named(await mutate(AcceptInvitation, { input }), (data) => data.acceptInvitation);
  if (kind === 'decline') return named(await mutate(DeclineInvitation, { input }), (data) => data.declineInvitation);
  return named(await mutate(CancelInvitation, { input }), (data) => data.cancelInvitation);
}

function named<Data>(answer: Answer<Data>, pick: (data: Data) => { readonly __typename: string }): Answer<string> {
  return answer.ok ? { ok: true, data: pick(answer.data).__typename } : answer;
}
