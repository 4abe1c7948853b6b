import type { Pool } from 'pg';
import type { Chat, Membership } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';

/** One of a person's chats, as the list shows it. */
export type ChatPageRow = Readonly<{
  chat: Chat;
  membership: Membership;
  /** Microseconds since 1970 of the newest entry, as digits: what the list is sorted by. */
  activity: string;
  unreadCount: number;
}>;

type Keys = readonly [activity: string, chatId: string] | null;
type ChatWindow = Readonly<{ size: number; backwards: boolean; after: Keys; before: Keys }>;

const CHAT =
  'chat.id, chat.kind, chat.title, chat.pair_low, chat.pair_high, chat.last_seq, chat.last_activity_at, chat.created_at';

const ROWS = `
  SELECT ${CHAT}, membership.id AS membership_id, membership.role, membership.joined_at, membership.visible_after, membership.read_seq,
    membership.delivered_seq, position.activity::text AS activity, (
    SELECT count(*)::int FROM message
    WHERE message.chat_id = chat.id AND message.seq > membership.read_seq AND message.seq > membership.visible_after
      AND message.sender_id IS DISTINCT FROM membership.user_id
  ) AS unread
  FROM membership JOIN chat ON chat.id = membership.chat_id
  CROSS JOIN LATERAL (SELECT (extract(epoch FROM chat.last_activity_at) * 1000000)::bigint AS activity) AS position
  WHERE membership.user_id = $1 AND membership.left_at IS NULL`;

/** Up to size + 1 chats of a person, newest activity first, or oldest first when backwards. */
export async function readChatPage(viewer: Viewer, window: ChatWindow): Promise<ChatPageRow[]> {
  const direction = window.backwards ? 'ASC' : 'DESC';
  const { rows } = await viewer.log.database.pool.query<Row>({
    name: `chat-page-${direction}`,
    text: `${ROWS}
      AND ($2::bigint IS NULL OR (position.activity, chat.id) < ($2::bigint, $3::uuid))
      AND ($4::bigint IS NULL OR (position.activity, chat.id) > ($4::bigint, $5::uuid))
      ORDER BY position.activity ${direction}, chat.id ${direction} LIMIT $6`,
    values: [viewer.userId, ...(window.after ?? [null, null]), ...(window.before ?? [null, null]), window.size + 1],
  });
  return rows.map((row) => toPageRow(row, viewer.userId));
}

/** A person's stay in one chat; null when they are not in it. */
export async function readStay(viewer: Viewer, chatId: string): Promise<ChatPageRow | null> {
  const { rows } = await viewer.log.database.pool.query<Row>({
    name: 'chat-stay',
    text: `${ROWS} AND chat.id = $2`,
    values: [viewer.userId, chatId],
  });
  return rows[0] ? toPageRow(rows[0], viewer.userId) : null;
}

/** No badge shows more, and it is counted for each letter. */
const UNREAD_MAX = 1_000;

/** All that a person has not read, in all chats: what a badge shows. Not more than 1,000. */
export async function countUnread(pool: Pool, userId: string): Promise<number> {
  const { rows } = await pool.query<{ unread: number }>({
    name: 'chat-unread',
    // The inner limit keeps the database from reading all messages at once to join them.
    text: `SELECT count(*)::int AS unread FROM (
        SELECT FROM membership CROSS JOIN LATERAL (
          SELECT FROM message WHERE message.chat_id = membership.chat_id
            AND message.seq > membership.read_seq AND message.seq > membership.visible_after
            AND message.sender_id IS DISTINCT FROM membership.user_id
          LIMIT ${UNREAD_MAX}
        ) AS other
        WHERE membership.user_id = $1 AND membership.left_at IS NULL LIMIT ${UNREAD_MAX}
      ) AS counted`,
    values: [userId],
  });
  return rows[0]?.unread ?? 0;
}

/** Those of the chats that the person is in now, by their ids. */
export async function readChats(viewer: Viewer, ids: readonly string[]): Promise<Map<string, Chat>> {
  const { rows } = await viewer.log.database.pool.query<ChatRow>({
    name: 'chats',
    text: `SELECT ${CHAT} FROM membership JOIN chat ON chat.id = membership.chat_id
      WHERE membership.user_id = $1 AND membership.chat_id = ANY($2::uuid[]) AND membership.left_at IS NULL
        AND chat.deleted_at IS NULL`,
    values: [viewer.userId, ids],
  });
  return new Map(rows.map((row) => [row.id, toChat(row)]));
}

type ChatRow = Readonly<{
  id: string;
  kind: Chat['kind'];
  title: string | null;
  pair_low: string | null;
  pair_high: string | null;
  last_seq: number;
  last_activity_at: Date;
  created_at: Date;
}>;

type Row = ChatRow &
  Readonly<{
    membership_id: string;
    role: Membership['role'];
    joined_at: Date;
    visible_after: number;
    read_seq: number;
    delivered_seq: number;
    activity: string;
    unread: number;
  }>;

function toChat(row: ChatRow): Chat {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    pairLowId: row.pair_low,
    pairHighId: row.pair_high,
    lastSeq: row.last_seq,
    lastActivityAt: row.last_activity_at,
    createdAt: row.created_at,
    deletedAt: null,
  };
}

function toPageRow(row: Row, userId: string): ChatPageRow {
  return {
    activity: row.activity,
    unreadCount: row.unread,
    chat: toChat(row),
    membership: {
      id: row.membership_id,
      chatId: row.id,
      userId,
      role: row.role,
      joinedAt: row.joined_at,
      visibleAfter: row.visible_after,
      readSeq: row.read_seq,
      deliveredSeq: row.delivered_seq,
      leftAt: null,
      leaveSeq: null,
    },
  };
}
