import { settleOthers } from './positions.ts';
import type { Events } from './documents/events.ts';
import { toInvitation, toMember, toMessage } from './fragments.ts';
import type { ResultOf } from './graphql.ts';
import type { Chat, Member, Message } from './records.ts';
import { filed, type Copy } from './store/copy.ts';
import { withSpan } from './store/spans.ts';

export type LiveEvent = ResultOf<typeof Events>['events'];

/** What an event asks of the engine beyond remembering it. */
export type Errand =
  | { readonly errand: 'fetch-chat'; readonly chatId: string }
  | { readonly errand: 'take-snapshot' }
  | { readonly errand: 'refresh-presences' }
  /** Whether they may be seen may have changed. */
  | { readonly errand: 'forget-presence'; readonly userId: string }
  /** Whoever has spoken or gone has stopped typing. */
  | { readonly errand: 'stop-typing'; readonly chatId: string; readonly userId: string }
  | { readonly errand: 'recount'; readonly chatId: string }
  | { readonly errand: 'sign-out' };

/** Takes one event in. Events may repeat: an entry of a chat's log counts once, by its seq. */
export function applyEvent(copy: Copy, event: LiveEvent): Errand[] {
  if (event.__typename === 'SnapshotRequired') return [{ errand: 'take-snapshot' }];
  const errands = applyByType(copy, event);
  copy.cursor.value = event.cursor;
  return errands;
}

function applyByType(copy: Copy, event: LiveEvent): Errand[] {
  switch (event.__typename) {
    case 'MessageSent':
    case 'MemberJoined':
    case 'MemberLeft':
    case 'RoleChanged':
      return applyChatEvent(copy, event);
    case 'ReadMoved':
      return moveRead(copy, event.membership.chat.id, event.membership.readSeq);
    case 'InvitationReceived':
      return fileInvitation(copy, 'inbox', event.invitation);
    case 'InvitationSent':
      return fileInvitation(copy, 'sent', event.invitation);
    case 'InvitationResolved':
      copy.invitations.set(event.invitation.id, null);
      return [];
    case 'SessionEnded':
      return event.sessionId === copy.me.value?.sessionId ? [{ errand: 'sign-out' }] : [];
    case 'SettingsChanged':
      copy.settings.value = event.settings;
      // Who hides sees nobody, who shows themselves sees others again.
      return [{ errand: 'refresh-presences' }];
    default:
      return [];
  }
}

type ChatEvent = Extract<LiveEvent, { __typename: 'MessageSent' | 'MemberJoined' | 'MemberLeft' | 'RoleChanged' }>;

function applyChatEvent(copy: Copy, event: ChatEvent): Errand[] {
  const chat = copy.chats.get(event.chatId);
  // Leaving a chat that is not here is nothing; anything else tells of one we have yet to hear about.
  if (chat === undefined) return isMyLeaving(copy, event) ? [] : want(copy, event.chatId, event.seq);
  const errands = quieted(event);
  if (event.__typename === 'MessageSent') placeMessage(copy, toMessage(event.message));
  else hearOf(copy, event);
  if (event.seq <= chat.lastSeq) return errands;
  if (isMyLeaving(copy, event)) {
    forgetChat(copy, event.chatId);
    return errands;
  }
  copy.chats.set(chat.id, headMoved(copy, copy.chats.get(chat.id) ?? chat, event));
  moveMembers(copy, event);
  // Events of one chat are dense; a leap means that something was lost on the way.
  const leapt = event.seq > chat.lastSeq + 1;
  if (leapt) copy.members.delete(chat.id);
  return leapt ? [...errands, ...want(copy, chat.id, event.seq)] : errands;
}

/** The chat has to be read up to here, now or when there is a server again. */
function want(copy: Copy, chatId: string, seq: number): Errand[] {
  copy.wanted.set(chatId, Math.max(seq, copy.wanted.get(chatId) ?? 0));
  return [{ errand: 'fetch-chat', chatId }];
}

/** What follows for the signals of whom an event tells of. */
function quieted(event: ChatEvent): Errand[] {
  if (event.__typename === 'MessageSent') {
    const { sender } = event.message;
    return sender === null ? [] : [{ errand: 'stop-typing', chatId: event.chatId, userId: sender.id }];
  }
  const userId = subjectOf(event).id;
  return [
    { errand: 'stop-typing', chatId: event.chatId, userId },
    { errand: 'forget-presence', userId },
  ];
}

function subjectOf(event: Exclude<ChatEvent, { __typename: 'MessageSent' }>): Member['user'] {
  return event.__typename === 'MemberLeft' ? event.user : event.membership.user;
}

function isMyLeaving(copy: Copy, event: ChatEvent): boolean {
  return event.__typename === 'MemberLeft' && event.user.id === copy.me.value?.user.id;
}

function headMoved(copy: Copy, chat: Chat, event: ChatEvent): Chat {
  const moved = { ...chat, lastSeq: event.seq };
  switch (event.__typename) {
    case 'MessageSent': {
      const message = toMessage(event.message);
      // The reader may be further already: what is told again of their reading shows where it stands now.
      const isNews = message.sender?.id !== copy.me.value?.user.id && event.seq > chat.readSeq;
      return { ...withLastMessage(moved, message), unreadCount: chat.unreadCount + (isNews ? 1 : 0) };
    }
    case 'MemberJoined':
      return { ...moved, memberCount: chat.memberCount + 1 };
    case 'MemberLeft':
      return { ...moved, memberCount: Math.max(0, chat.memberCount - 1) };
    default:
      return moved;
  }
}

function moveMembers(copy: Copy, event: ChatEvent): void {
  if (event.__typename === 'MessageSent') return;
  const who = subjectOf(event).id;
  const members = copy.members.get(event.chatId);
  if (members === undefined) return;
  const others = members.filter(({ user }) => user.id !== who);
  const now = event.__typename === 'MemberLeft' ? others : replaced(members, toMember(event.membership));
  copy.members.set(event.chatId, now);
  settleOthers(copy, event.chatId);
}

function replaced(members: readonly Member[], member: Member): readonly Member[] {
  const known = members.some(({ user }) => user.id === member.user.id);
  return known ? members.map((each) => (each.user.id === member.user.id ? member : each)) : [...members, member];
}

/** Puts a message where it belongs: into the chat's history and, when it is the newest, under the chat's name. */
export function placeMessage(copy: Copy, message: Message): void {
  copy.messages.push(message);
  hearOf(copy, message);
  const chat = copy.chats.get(message.chatId);
  if (chat !== undefined) copy.chats.set(chat.id, withLastMessage(chat, message));
}

/** This place of the chat's log is known. */
function hearOf(copy: Copy, { chatId, seq }: { readonly chatId: string; readonly seq: number }): void {
  copy.spans.set(chatId, withSpan(copy.spans.get(chatId) ?? [], [seq, seq]));
}

/** Forgets a chat this person is no longer in. */
export function forgetChat(copy: Copy, chatId: string): void {
  copy.wanted.delete(chatId);
  copy.chats.delete(chatId);
  copy.spans.delete(chatId);
  copy.members.delete(chatId);
  copy.messages.splice(0, copy.messages.length, ...copy.messages.filter((message) => message.chatId !== chatId));
}

function withLastMessage(chat: Chat, message: Message): Chat {
  if (chat.lastMessage !== null && chat.lastMessage.seq >= message.seq) return chat;
  return { ...chat, lastMessage: message, lastActivityAt: Math.max(chat.lastActivityAt, message.at) };
}

/** Takes in a chat as the server tells it. The reader may be further here than the server has heard of. */
export function placeChat(copy: Copy, chat: Chat): void {
  const known = copy.chats.get(chat.id);
  // The answer may be older than an event that overtook it: a newer one is needed.
  if (known !== undefined && known.lastSeq > chat.lastSeq) return void want(copy, chat.id, known.lastSeq);
  if ((copy.wanted.get(chat.id) ?? 0) <= chat.lastSeq) copy.wanted.delete(chat.id);
  if (chat.lastMessage !== null) {
    copy.messages.push(chat.lastMessage);
    hearOf(copy, chat.lastMessage);
  }
  if (known === undefined || known.readSeq <= chat.readSeq) return void copy.chats.set(chat.id, chat);
  const unreadCount = known.readSeq >= chat.lastSeq ? 0 : chat.unreadCount;
  copy.chats.set(chat.id, { ...chat, readSeq: known.readSeq, unreadCount });
}

/** Reading moves forward only. What remains unread before the head is counted afresh. */
export function moveRead(copy: Copy, chatId: string, readSeq: number): Errand[] {
  const chat = copy.chats.get(chatId);
  if (chat === undefined || readSeq <= chat.readSeq) return [];
  const unreadCount = readSeq >= chat.lastSeq ? 0 : chat.unreadCount;
  copy.chats.set(chatId, { ...chat, readSeq, unreadCount });
  return unreadCount === 0 ? [] : [{ errand: 'recount', chatId }];
}

function fileInvitation(copy: Copy, box: 'inbox' | 'sent', invitation: Parameters<typeof toInvitation>[0]): Errand[] {
  // A replayed event shows the invitation as it is now.
  copy.invitations.set(invitation.id, invitation.status === 'PENDING' ? filed(box, toInvitation(invitation)) : null);
  return [];
}
