import { settleOthers, stopTyping } from './apply-signal.ts';
import type { Events } from './documents/events.ts';
import { toInvitation, toMember, toMessage } from './fragments.ts';
import type { ResultOf } from './graphql.ts';
import type { Chat, Invitation, Member, Message } from './records.ts';
import { forgetChat } from './replica.ts';
import type { Replica } from './replica.ts';
import { withMessage } from './timeline.ts';

export type LiveEvent = ResultOf<typeof Events>['events'];

/** What an event asks of the engine beyond remembering it. */
export type Errand =
  | { readonly errand: 'fetch-chat'; readonly chatId: string }
  | { readonly errand: 'take-snapshot' }
  | { readonly errand: 'refresh-presences' }
  | { readonly errand: 'sign-out' };

/** Takes one event in. Events may repeat: an entry of a chat's log counts once, by its seq. */
export function applyEvent(replica: Replica, event: LiveEvent): Errand[] {
  if (event.__typename === 'SnapshotRequired') return [{ errand: 'take-snapshot' }];
  const errands = applyByType(replica, event);
  replica.cursor.value = event.cursor;
  return errands;
}

function applyByType(replica: Replica, event: LiveEvent): Errand[] {
  switch (event.__typename) {
    case 'MessageSent':
    case 'MemberJoined':
    case 'MemberLeft':
    case 'RoleChanged':
      return applyChatEvent(replica, event);
    case 'ReadMoved':
      return moveRead(replica, event.membership.chat.id, event.membership.readSeq);
    case 'InvitationReceived':
      return fileInvitation(replica.inbox, event.invitation);
    case 'InvitationSent':
      return fileInvitation(replica.sent, event.invitation);
    case 'InvitationResolved':
      replica.inbox.delete(event.invitation.id);
      replica.sent.delete(event.invitation.id);
      return [];
    case 'SessionEnded':
      return event.sessionId === replica.me.value?.sessionId ? [{ errand: 'sign-out' }] : [];
    case 'SettingsChanged':
      replica.settings.value = event.settings;
      // Who hides sees nobody, who shows themselves sees others again.
      return [{ errand: 'refresh-presences' }];
    default:
      return [];
  }
}

type ChatEvent = Extract<LiveEvent, { __typename: 'MessageSent' | 'MemberJoined' | 'MemberLeft' | 'RoleChanged' }>;

function applyChatEvent(replica: Replica, event: ChatEvent): Errand[] {
  const chat = replica.chats.get(event.chatId);
  // Leaving a chat that is not here is nothing; anything else tells of one we have yet to hear about.
  if (chat === undefined) return isMyLeaving(replica, event) ? [] : [{ errand: 'fetch-chat', chatId: event.chatId }];
  if (event.__typename === 'MessageSent') hearMessage(replica, toMessage(event.message));
  if (event.seq <= chat.lastSeq) return [];
  if (isMyLeaving(replica, event)) {
    forgetChat(replica, event.chatId);
    return [];
  }
  replica.chats.set(chat.id, headMoved(replica, chat, event));
  moveMembers(replica, event);
  // Events of one chat are dense; a leap means that something was lost on the way.
  const leapt = event.seq > chat.lastSeq + 1;
  if (leapt) replica.members.delete(chat.id);
  return leapt ? [{ errand: 'fetch-chat', chatId: chat.id }] : [];
}

/** Who has spoken has stopped typing. */
function hearMessage(replica: Replica, message: Message): void {
  placeMessage(replica, message);
  if (message.sender !== null) stopTyping(replica, message.chatId, message.sender.id, Infinity);
}

function isMyLeaving(replica: Replica, event: ChatEvent): boolean {
  return event.__typename === 'MemberLeft' && event.user.id === replica.me.value?.user.id;
}

function headMoved(replica: Replica, chat: Chat, event: ChatEvent): Chat {
  const moved = { ...chat, lastSeq: event.seq };
  switch (event.__typename) {
    case 'MessageSent': {
      const message = toMessage(event.message);
      const mine = message.sender?.id === replica.me.value?.user.id;
      return { ...withLastMessage(moved, message), unreadCount: chat.unreadCount + (mine ? 0 : 1) };
    }
    case 'MemberJoined':
      return { ...moved, memberCount: chat.memberCount + 1 };
    case 'MemberLeft':
      return { ...moved, memberCount: Math.max(0, chat.memberCount - 1) };
    default:
      return moved;
  }
}

function moveMembers(replica: Replica, event: ChatEvent): void {
  if (event.__typename === 'MessageSent') return;
  const who = event.__typename === 'MemberLeft' ? event.user.id : event.membership.user.id;
  // Whether one may see them may have changed with it: the screens ask again.
  replica.presences.delete(who);
  stopTyping(replica, event.chatId, who, Infinity);
  const members = replica.members.get(event.chatId);
  if (members === undefined) return;
  const others = members.filter(({ user }) => user.id !== who);
  const now = event.__typename === 'MemberLeft' ? others : replaced(members, toMember(event.membership));
  replica.members.set(event.chatId, now);
  settleOthers(replica, event.chatId);
}

function replaced(members: readonly Member[], member: Member): readonly Member[] {
  const known = members.some(({ user }) => user.id === member.user.id);
  return known ? members.map((each) => (each.user.id === member.user.id ? member : each)) : [...members, member];
}

/** Puts a message where it belongs: into the open timeline and, when it is the newest, under the chat's name. */
export function placeMessage(replica: Replica, message: Message): void {
  const timeline = replica.timelines.get(message.chatId);
  if (timeline !== undefined) replica.timelines.set(message.chatId, withMessage(timeline, message));
  const chat = replica.chats.get(message.chatId);
  if (chat !== undefined) replica.chats.set(chat.id, withLastMessage(chat, message));
}

function withLastMessage(chat: Chat, message: Message): Chat {
  if (chat.lastMessage !== null && chat.lastMessage.seq >= message.seq) return chat;
  return { ...chat, lastMessage: message, lastActivityAt: Math.max(chat.lastActivityAt, message.at) };
}

/** Takes in a chat as the server tells it. The reader may be further here than the server has heard of. */
export function placeChat(replica: Replica, chat: Chat): void {
  const known = replica.chats.get(chat.id);
  // The answer may be older than an event that overtook it.
  if (known !== undefined && known.lastSeq > chat.lastSeq) return;
  if (known === undefined || known.readSeq <= chat.readSeq) return void replica.chats.set(chat.id, chat);
  const unreadCount = known.readSeq >= chat.lastSeq ? 0 : chat.unreadCount;
  replica.chats.set(chat.id, { ...chat, readSeq: known.readSeq, unreadCount });
}

/** Reading moves forward only. What remains unread is recounted from what is here, or asked for when that is not enough. */
export function moveRead(replica: Replica, chatId: string, readSeq: number): Errand[] {
  const chat = replica.chats.get(chatId);
  if (chat === undefined || readSeq <= chat.readSeq) return [];
  if (readSeq >= chat.lastSeq) {
    replica.chats.set(chatId, { ...chat, readSeq, unreadCount: 0 });
    return [];
  }
  const recounted = recount(replica, chat, readSeq);
  replica.chats.set(chatId, { ...chat, readSeq, unreadCount: recounted ?? chat.unreadCount });
  return recounted === null ? [{ errand: 'fetch-chat', chatId }] : [];
}

function recount(replica: Replica, chat: Chat, readSeq: number): number | null {
  const timeline = replica.timelines.get(chat.id);
  const first = timeline?.messages[0];
  if (timeline === undefined || !timeline.loaded) return null;
  if (timeline.olderCursor !== null && (first === undefined || first.seq > readSeq + 1)) return null;
  return timeline.messages.filter(
    (message) => message.seq > readSeq && message.sender?.id !== replica.me.value?.user.id,
  ).length;
}

function fileInvitation(box: Map<string, Invitation>, invitation: Parameters<typeof toInvitation>[0]): Errand[] {
  // A replayed event shows the invitation as it is now.
  if (invitation.status === 'PENDING') box.set(invitation.id, toInvitation(invitation));
  else box.delete(invitation.id);
  return [];
}
