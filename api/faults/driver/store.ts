import type { ChatEvent, Snapshot } from './documents.ts';

/** repeat: we had it. gap: something between the last and this one never came. */
export type Answered = 'new' | 'repeat' | 'gap';

export type Kept = Readonly<{ type: string; subject: string; sender: string | null }>;

/** One chat as the device has it. */
export type KeptChat = {
  /** Entries above this seq came as events and are complete; of those up to it only the messages were read. */
  readonly since: number;
  last: number;
  readSeq: number;
  readonly entries: Map<number, Kept>;
};

/** What a device knows: an honest client's local store. */
export type Store = Readonly<{
  chats: ReadonlyMap<string, KeptChat>;
  /** Forgets all and takes what the server showed. */
  begin(snapshot: Snapshot): void;
  apply(event: ChatEvent): Answered;
  read(chatId: string, seq: number): void;
  unread(chatId: string): number;
  /** Whether it only counts, in order, and has no entries. */
  countsOnly: boolean;
}>;

export function createStore(userId: string, countsOnly = false): Store {
  const chats = new Map<string, KeptChat>();
  /** Where we left: the end may come again after a resume, and must not bring the chat back. */
  const left = new Map<string, number>();
  return { chats, begin, apply, read, unread, countsOnly };

  function begin(snapshot: Snapshot): void {
    chats.clear();
    left.clear();
    for (const { chatId, lastSeq, readSeq, messages } of snapshot.chats) {
      const entries = new Map(
        (countsOnly ? [] : messages).map(({ seq, id, sender }): [number, Kept] => [
          seq,
          { type: 'MessageSent', subject: id, sender },
        ]),
      );
      chats.set(chatId, { since: lastSeq, last: lastSeq, readSeq, entries });
    }
  }

  function apply(event: ChatEvent): Answered {
    const { chatId, seq } = event;
    if (seq <= (left.get(chatId) ?? 0)) return 'repeat';
    const isOwn = event.who === userId;
    const known = chats.get(chatId);
    if (known && seq <= known.last) return 'repeat';
    // Of a stay that has ended only the end is told; of a new one, nothing of before.
    if (event.type === 'MemberJoined' && isOwn) chats.delete(chatId);
    const chat = chats.get(chatId) ?? openAt(chatId, seq - 1);
    const answer = seq === chat.last + 1 || (event.type === 'MemberLeft' && isOwn) ? 'new' : 'gap';
    chat.last = seq;
    if (!countsOnly) chat.entries.set(seq, { type: event.type, subject: event.subject, sender: event.sender });
    if (event.type === 'MemberJoined' && isOwn) chat.readSeq = Math.max(chat.readSeq, event.readSeq);
    if (event.type === 'MemberLeft' && isOwn) {
      chats.delete(chatId);
      left.set(chatId, seq);
    }
    return answer;
  }

  function openAt(chatId: string, since: number): KeptChat {
    const chat: KeptChat = { since, last: since, readSeq: since, entries: new Map() };
    chats.set(chatId, chat);
    return chat;
  }

  function read(chatId: string, seq: number): void {
    const chat = chats.get(chatId);
    if (chat) chat.readSeq = Math.max(chat.readSeq, seq);
  }

  /** Derived, never counted up: so it cannot drift. */
  function unread(chatId: string): number {
    const chat = chats.get(chatId);
    if (!chat) return 0;
    let count = 0;
    for (const [seq, { type, sender }] of chat.entries) {
      if (type === 'MessageSent' && seq > chat.readSeq && sender !== userId) count++;
    }
    return count;
  }
}
