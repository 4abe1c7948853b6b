import type { Log } from '../../events/log.ts';
import type { Message } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';
import { toPerson, type Person } from '../user/person.ts';

/** A message that was read in a stretch: its sender came with it, where there is one. */
export type MessageRow = Message & { sender?: Person | null };

type Row = Readonly<{
  id: string;
  chat_id: string;
  seq: number;
  kind: Message['kind'];
  notice: Message['notice'];
  sender_id: string | null;
  text: string;
  created_at: Date;
  username: string | null;
  display_name: string;
  member_since: Date;
}>;

const COLUMNS = `message.id, message.chat_id, message.seq, message.kind, message.notice, message.sender_id, message.text,
  message.created_at, sender.username, sender.display_name, sender.created_at AS member_since`;

type Stretch = Readonly<{ chatId: string; after: number; before: number | null; size: number; order: 'ASC' | 'DESC' }>;

/**
 * Those of a chat's messages between two seqs, both left out, that a person may read; null when they are not in the chat.
 * Goes along the index of (chat, seq): as quick at the start of a long chat as at its end.
 */
export async function readStretch(
  { userId, log }: Readonly<{ userId: string; log: Log }>,
  { chatId, after, before, size, order }: Stretch,
): Promise<MessageRow[] | null> {
  const { rows } = await log.database.pool.query<Row | Nothing>({
    name: `message-stretch-${order}`,
    text: `SELECT ${COLUMNS} FROM membership
      LEFT JOIN LATERAL (
        SELECT * FROM message WHERE message.chat_id = membership.chat_id
          AND message.seq > GREATEST($3, membership.visible_after) AND message.seq < $4
        ORDER BY message.seq ${order} LIMIT $5
      ) AS message ON true
      LEFT JOIN "user" AS sender ON sender.id = message.sender_id
      WHERE membership.chat_id = $1 AND membership.user_id = $2 AND membership.left_at IS NULL
      ORDER BY message.seq ${order}`,
    values: [chatId, userId, after, before ?? SEQ_MAX, size],
  });
  return rows.length === 0 ? null : toMessages(rows.filter((row) => row.id !== null));
}

/** What a left join gives for a member who finds no messages. */
type Nothing = Readonly<{ id: null }>;

const SEQ_MAX = 2_147_483_647;

type Surroundings = Readonly<{ chatId: string; id: string; before: number; after: number }>;

/**
 * A message and as many as are wanted of those before and after it, in the order of seq; null when the person cannot read
 * it in this chat.
 */
export async function readSurroundings(
  { userId, log }: Viewer,
  { chatId, id, before, after }: Surroundings,
): Promise<MessageRow[] | null> {
  const { rows } = await log.database.pool.query<Row>({
    name: 'message-surroundings',
    text: `SELECT ${COLUMNS} FROM membership
      JOIN message AS middle ON middle.id = $3 AND middle.chat_id = membership.chat_id AND middle.seq > membership.visible_after
      CROSS JOIN LATERAL (
        (SELECT * FROM message WHERE message.chat_id = membership.chat_id
          AND message.seq > membership.visible_after AND message.seq <= middle.seq
        ORDER BY message.seq DESC LIMIT $4)
        UNION ALL
        (SELECT * FROM message WHERE message.chat_id = membership.chat_id AND message.seq > middle.seq
        ORDER BY message.seq LIMIT $5)
      ) AS message
      LEFT JOIN "user" AS sender ON sender.id = message.sender_id
      WHERE membership.chat_id = $1 AND membership.user_id = $2 AND membership.left_at IS NULL
      ORDER BY message.seq`,
    values: [chatId, userId, id, before + 1, after],
  });
  return rows.length === 0 ? null : toMessages(rows);
}

/** Messages by their ids, for those who have been told of them. */
export async function readMessages({ database }: Log, ids: readonly string[]): Promise<Map<string, MessageRow>> {
  const { rows } = await database.pool.query<Row>({
    name: 'message-by-id',
    text: `SELECT ${COLUMNS} FROM message LEFT JOIN "user" AS sender ON sender.id = message.sender_id
      WHERE message.id = ANY($1::uuid[])`,
    values: [ids],
  });
  return new Map(toMessages(rows).map((message) => [message.id, message]));
}

export function isMessageRow(subject: object): subject is MessageRow {
  return 'seq' in subject && 'text' in subject && 'senderId' in subject;
}

/** The newest message of each chat that the person is in, by the chat's id. */
export async function readLatest(viewer: Viewer, chatIds: readonly string[]): Promise<Map<string, MessageRow>> {
  const { rows } = await viewer.log.database.pool.query<Row>({
    name: 'message-latest',
    text: `SELECT ${COLUMNS} FROM membership CROSS JOIN LATERAL (
        SELECT * FROM message
        WHERE message.chat_id = membership.chat_id AND message.seq > membership.visible_after ORDER BY seq DESC LIMIT 1
      ) AS message
      LEFT JOIN "user" AS sender ON sender.id = message.sender_id
      WHERE membership.user_id = $1 AND membership.chat_id = ANY($2::uuid[]) AND membership.left_at IS NULL`,
    values: [viewer.userId, chatIds],
  });
  return new Map(toMessages(rows).map((message) => [message.chatId, message]));
}

/** One object for each sender, however many of the messages are theirs. */
function toMessages(rows: readonly Row[]): MessageRow[] {
  const people = new Map<string, Person>();
  return rows.map((row) => {
    const { id, chat_id: chatId, seq, kind, notice, sender_id: senderId, text, created_at: createdAt } = row;
    return { id, chatId, seq, kind, notice, senderId, text, createdAt, sender: senderOf(row, people) };
  });
}

function senderOf({ sender_id: id, username, display_name, member_since }: Row, people: Map<string, Person>) {
  if (id === null || username === null) return null;
  const known = people.get(id);
  if (known) return known;
  const person = toPerson({ id, username, displayName: display_name, createdAt: member_since });
  people.set(id, person);
  return person;
}
