import { hueOf } from '../../lib/hue.ts';
import { groupInitials } from '../../lib/initials.ts';
import type { Pending } from '../../sync/acts.ts';
import type { Chat, Message, Notice, Person } from '../../sync/records.ts';
import { personFace } from '../user/model.ts';

/** The other one of a private chat. Null in a group, and once their account is deleted. */
export function otherOf(chat: Chat, myId: string | undefined): Person | null {
  return chat.kind === 'PRIVATE' ? (chat.pair.find(({ id }) => id !== myId) ?? null) : null;
}

/** What UiAvatar draws: a group under its own hue, a private chat as the person it is with. */
export function chatFace(chat: Chat, myId: string | undefined) {
  const other = otherOf(chat, myId);
  if (other !== null) return personFace(other);
  const shape = chat.kind === 'PRIVATE' ? ('round' as const) : ('square' as const);
  return { initials: groupInitials(chat.title ?? '?'), hue: hueOf(chat.id), shape };
}

/** How far a message of the reader's own has come: to the server, to a device of everybody else, before everybody's eyes. */
export type Reach = 'sent' | 'delivered' | 'read';

export function reachOf(seq: number, others: Chat['others']): Reach {
  if (others === null || seq > others.deliveredSeq) return 'sent';
  return seq > others.readSeq ? 'delivered' : 'read';
}

/** The line under a chat's name, as facts; the words are the screen's. */
export type LastLine =
  | { readonly line: 'none' }
  | { readonly line: 'draft'; readonly text: string }
  | { readonly line: 'mine'; readonly text: string; readonly state: 'sending' | 'failed' | Reach }
  | { readonly line: 'notice'; readonly notice: Notice; readonly sender: Person | null; readonly mine: boolean }
  | { readonly line: 'said'; readonly text: string; readonly sender: Person | null };

/** What is newest counts: something unsent before what was said last, a draft before both unless the chat is open. */
export function lastLine(
  chat: Chat,
  pending: Pending | undefined,
  draft: string | undefined,
  myId: string | undefined,
): LastLine {
  if (draft !== undefined && draft.trim() !== '') return { line: 'draft', text: draft };
  if (pending !== undefined) return { line: 'mine', text: pending.text, state: pending.refusal ? 'failed' : 'sending' };
  if (chat.lastMessage === null) return { line: 'none' };
  return messageLine(chat.lastMessage, chat.others, myId);
}

function messageLine(message: Message, others: Chat['others'], myId: string | undefined): LastLine {
  const { sender, seq, text, notice } = message;
  const mine = sender !== null && sender.id === myId;
  if (notice !== null) return { line: 'notice', notice, sender, mine };
  return mine ? { line: 'mine', text, state: reachOf(seq, others) } : { line: 'said', text, sender };
}

/** Newest first, what waits to be sent included. */
export function byActivity(chats: Iterable<Chat>, pendings: Iterable<Pending>): Chat[] {
  const unsent = new Map<string, number>();
  for (const { chatId, at } of pendings) unsent.set(chatId, Math.max(at, unsent.get(chatId) ?? 0));
  const activity = (chat: Chat) => Math.max(chat.lastActivityAt, unsent.get(chat.id) ?? 0);
  return [...chats].sort((a, b) => activity(b) - activity(a));
}

/** The chat above or below another one in the list, round and round; of those wanted. Null when there is no other. */
export function neighbourOf(
  chats: readonly Chat[],
  openId: string | null,
  { step, wanted = () => true }: { readonly step: 1 | -1; readonly wanted?: (chat: Chat) => boolean },
): Chat | null {
  const here = chats.findIndex(({ id }) => id === openId);
  const start = here < 0 && step < 0 ? 0 : here;
  for (let away = 1; away <= chats.length; away += 1) {
    const chat = chats.at((start + step * away) % chats.length);
    if (chat !== undefined && chat.id !== openId && wanted(chat)) return chat;
  }
  return null;
}
