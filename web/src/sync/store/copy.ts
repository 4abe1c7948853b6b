import type { Chat, Invitation, Member, Message, Settings } from '../records.ts';
import type { Me } from '../replica.ts';
import type { ChatRecord, Database, InvitationRecord } from './db.ts';
import type { Span } from './spans.ts';

/** Of messages: to hand them over takes the page's time, and between two such heaps the screen has its turn. */
const PUT_AT_ONCE = 100;

/** What one change works on: the chats it asked for as they stand, and room for what it finds. */
export interface Copy {
  readonly me: { value: Me | null };
  readonly cursor: { value: string | null };
  readonly settings: { value: Settings | null };
  /** Chats to be read from the server, and up to where in their log at least. */
  readonly wanted: Map<string, number>;
  readonly chats: Map<string, Chat>;
  readonly members: Map<string, readonly Member[]>;
  readonly spans: Map<string, readonly Span[]>;
  /** Read or heard now. */
  readonly messages: Message[];
  /** Null: no longer open. What is not in it stays as it is. */
  readonly invitations: Map<string, InvitationRecord | null>;
}

export function createCopy(): Copy {
  return {
    me: { value: null },
    cursor: { value: null },
    settings: { value: null },
    wanted: new Map(),
    chats: new Map(),
    members: new Map(),
    spans: new Map(),
    messages: [],
    invitations: new Map(),
  };
}

/**
 * Makes one change of what the device keeps, all or nothing, whatever other windows do meanwhile. Rows are immutable: what
 * the work has put anew is written, what it has taken out goes.
 */
export async function change<T>(db: Database, chatIds: readonly string[], work: (copy: Copy) => T): Promise<T> {
  return db.transaction('rw', db.tables, async () => {
    const copy = await load(db, [...new Set(chatIds)]);
    const before = { ...copy, chats: new Map(copy.chats), members: new Map(copy.members), spans: new Map(copy.spans) };
    const was = { cursor: copy.cursor.value, settings: copy.settings.value, wanted: [...copy.wanted] };
    const result = work(copy);
    await save(db, before, copy);
    if (copy.cursor.value !== null && copy.cursor.value !== was.cursor) {
      await db.facts.put({ key: 'cursor', value: copy.cursor.value });
    }
    if (copy.settings.value !== null && copy.settings.value !== was.settings) {
      await db.facts.put({ key: 'settings', value: copy.settings.value });
    }
    const wanted = [...copy.wanted];
    if (JSON.stringify(wanted) !== JSON.stringify(was.wanted)) await db.facts.put({ key: 'wanted', value: wanted });
    return result;
  });
}

async function load(db: Database, chatIds: readonly string[]): Promise<Copy> {
  const copy = createCopy();
  const [facts, chats, members, spans] = await Promise.all([
    db.facts.bulkGet(['me', 'cursor', 'settings', 'wanted']),
    db.chats.bulkGet([...chatIds]),
    db.members.bulkGet([...chatIds]),
    db.spans.bulkGet([...chatIds]),
  ]);
  for (const fact of facts) {
    if (fact?.key === 'me') copy.me.value = fact.value;
    if (fact?.key === 'cursor') copy.cursor.value = fact.value;
    if (fact?.key === 'settings') copy.settings.value = fact.value;
    if (fact?.key === 'wanted') for (const [chatId, seq] of fact.value) copy.wanted.set(chatId, seq);
  }
  for (const chat of chats) if (chat) copy.chats.set(chat.id, chat);
  for (const row of members) if (row) copy.members.set(row.chatId, row.members);
  for (const row of spans) if (row) copy.spans.set(row.chatId, row.spans);
  return copy;
}

type Rows = Pick<Copy, 'chats' | 'members' | 'spans'>;

async function save(db: Database, before: Rows, after: Copy): Promise<void> {
  const chats = changed(before.chats, after.chats);
  if (chats.length > 0) await db.chats.bulkPut(chats.map(([id, chat]) => withRev(chat, revOf(before, id) + 1)));
  const members = changed(before.members, after.members);
  if (members.length > 0) await db.members.bulkPut(members.map(([chatId, rows]) => ({ chatId, members: rows })));
  const spans = changed(before.spans, after.spans);
  if (spans.length > 0) await db.spans.bulkPut(spans.map(([chatId, rows]) => ({ chatId, spans: rows })));
  for (let from = 0; from < after.messages.length; from += PUT_AT_ONCE) {
    await db.messages.bulkPut(after.messages.slice(from, from + PUT_AT_ONCE));
  }
  for (const gone of missing(before.members, after.members)) await db.members.delete(gone);
  for (const gone of missing(before.chats, after.chats)) await forget(db, gone);
  for (const [id, invitation] of after.invitations) {
    await (invitation === null ? db.invitations.delete(id) : db.invitations.put(invitation));
  }
}

function withRev(chat: Chat, rev: number): ChatRecord {
  return { ...chat, rev };
}

function revOf(before: Rows, id: string): number {
  const chat = before.chats.get(id);
  return chat !== undefined && 'rev' in chat && typeof chat.rev === 'number' ? chat.rev : Date.now();
}

function changed<Row>(before: ReadonlyMap<string, Row>, after: ReadonlyMap<string, Row>): [string, Row][] {
  return [...after].filter(([id, row]) => before.get(id) !== row);
}

function missing(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...before.keys()].filter((id) => !after.has(id));
}

/** This person is not in the chat any more: nothing of it stays, and nothing waits to be sent to it. */
async function forget(db: Database, chatId: string): Promise<void> {
  await db.chats.delete(chatId);
  await db.messages.where('[chatId+seq]').between([chatId, -Infinity], [chatId, Infinity]).delete();
  await db.spans.delete(chatId);
  await db.members.delete(chatId);
  await db.drafts.delete(chatId);
  await db.acts.filter(({ act }) => act.chatId === chatId && act.kind !== 'leave').delete();
}

export function filed(box: InvitationRecord['box'], invitation: Invitation): InvitationRecord {
  return { ...invitation, box };
}
