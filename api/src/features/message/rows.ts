import type { Log } from '../../events/log.ts';
import type { Message } from '../../generated/prisma/client.ts';
import type { Viewer } from '../../viewer.ts';

type Row = Readonly<{
  id: string;
  chat_id: string;
  seq: number;
  kind: Message['kind'];
  notice: Message['notice'];
  sender_id: string | null;
  text: string;
  created_at: Date;
}>;

const COLUMNS = ['id', 'chat_id', 'seq', 'kind', 'notice', 'sender_id', 'text', 'created_at']
  .map((name) => `message.${name}`)
  .join(', ');

type Limits = Readonly<{ after: number; before: number | null; size: number }>;

/** Messages of a chat between two seqs, both left out, along the index of (chat, seq): as quick at the start of a long chat as at its end. */
export async function readMessages(
  { database }: Log,
  chatId: string,
  limits: Limits,
  order: 'ASC' | 'DESC',
): Promise<Message[]> {
  const { rows } = await database.pool.query<Row>({
    name: `message-stretch-${order}`,
    text: `SELECT ${COLUMNS} FROM message WHERE chat_id = $1 AND seq > $2 AND seq < $3 ORDER BY seq ${order} LIMIT $4`,
    values: [chatId, limits.after, limits.before ?? SEQ_MAX, limits.size],
  });
  return rows.map(toMessage);
}

const SEQ_MAX = 2_147_483_647;

/** The newest message of each chat that the person is in, by the chat's id. */
export async function readLatest(viewer: Viewer, chatIds: readonly string[]): Promise<Map<string, Message>> {
  const { rows } = await viewer.log.database.pool.query<Row>({
    name: 'message-latest',
    text: `SELECT latest.* FROM membership CROSS JOIN LATERAL (
        SELECT ${COLUMNS} FROM message
        WHERE message.chat_id = membership.chat_id AND message.seq > membership.visible_after ORDER BY seq DESC LIMIT 1
      ) AS latest
      WHERE membership.user_id = $1 AND membership.chat_id = ANY($2::uuid[]) AND membership.left_at IS NULL`,
    values: [viewer.userId, chatIds],
  });
  return new Map(rows.map((row) => [row.chat_id, toMessage(row)]));
}

function toMessage({ chat_id: chatId, sender_id: senderId, created_at: createdAt, ...row }: Row): Message {
  return { ...row, chatId, senderId, createdAt };
}
