import type { Chat, Member } from './records.ts';
import type { Copy } from './store/copy.ts';

export type Place = Pick<Member, 'deliveredSeq' | 'readSeq'>;

/** One of the others is at least there. */
export function moveOther(copy: Copy, signal: { chatId: string; userId: string }, place: Place): void {
  const members = copy.members.get(signal.chatId);
  const chat = copy.chats.get(signal.chatId);
  const known = members?.find(({ user }) => user.id === signal.userId);
  const news = known !== undefined && (known.deliveredSeq < place.deliveredSeq || known.readSeq < place.readSeq);
  if (members !== undefined && news) {
    const moved = members.map((member) => (member.user.id === signal.userId ? further(member, place) : member));
    copy.members.set(signal.chatId, moved);
  }
  // There the other one is all the others; in a group one has to know every member.
  if (chat?.kind === 'PRIVATE') moveOthers(copy, chat, place);
  else if (chat !== undefined && members !== undefined) settleOthers(copy, chat.id);
}

function further<Row extends Place>(row: Row, { deliveredSeq, readSeq }: Place): Row {
  return {
    ...row,
    deliveredSeq: Math.max(row.deliveredSeq, deliveredSeq),
    readSeq: Math.max(row.readSeq, readSeq),
  };
}

/** All the others in a chat are at least there. */
export function moveOthers(copy: Copy, chat: Chat, place: Place): void {
  placeOthers(copy, chat, further(chat.others ?? { deliveredSeq: 0, readSeq: 0 }, place));
}

/** Where all the others in a group are, from its members. */
export function settleOthers(copy: Copy, chatId: string): void {
  const chat = copy.chats.get(chatId);
  const others = (copy.members.get(chatId) ?? []).filter(({ user }) => user.id !== copy.me.value?.user.id);
  if (chat === undefined || others.length === 0) return;
  const deliveredSeq = Math.min(...others.map((member) => member.deliveredSeq));
  const readSeq = Math.min(...others.map((member) => member.readSeq));
  placeOthers(copy, chat, { deliveredSeq, readSeq });
}

function placeOthers(copy: Copy, chat: Chat, others: Place): void {
  const same = chat.others?.deliveredSeq === others.deliveredSeq && chat.others.readSeq === others.readSeq;
  // Most signals change nothing here; every bubble would be drawn anew.
  if (!same) copy.chats.set(chat.id, { ...chat, others });
}
