import type { Viewer } from '../../viewer.ts';

/** How far all the others in a chat are: what the slowest of them has and has read. */
export type Others = Readonly<{ chatId: string; readSeq: number; deliveredSeq: number }>;

/** How far the others are in each of these chats, by the chat's id. A chat without others, or without the viewer, is left out. */
export async function readOthers({ log, userId }: Viewer, chatIds: readonly string[]): Promise<Map<string, Others>> {
  const { rows } = await log.database.pool.query<Others>({
    name: 'chat-others',
    text: `SELECT other.chat_id AS "chatId", min(other.read_seq) AS "readSeq", min(other.delivered_seq) AS "deliveredSeq"
      FROM membership AS own JOIN membership AS other ON other.chat_id = own.chat_id
      WHERE own.user_id = $1 AND own.chat_id = ANY($2::uuid[]) AND own.left_at IS NULL
        AND other.user_id <> $1 AND other.left_at IS NULL GROUP BY other.chat_id`,
    values: [userId, chatIds],
  });
  return new Map(rows.map((row) => [row.chatId, row]));
}
