import type { Viewer } from '../../viewer.ts';

type Position = Readonly<{ chatId: string; seq: number }>;

/**
 * Moves forward how much the viewer's devices have of some chats. Chats that the viewer is not in are passed over, a seq
 * beyond a chat's head counts as the head. The stays are locked in the order of their ids, as leaving does.
 * @returns how many positions moved
 */
export async function markDelivered(viewer: Viewer, positions: readonly Position[]): Promise<number> {
  const { log, signals, userId } = viewer;
  const { rows } = await log.database.pool.query<Position>({
    name: 'message-delivered',
    text: `WITH told AS (
        SELECT chat_id, max(seq) AS seq FROM unnest($2::uuid[], $3::int[]) AS told (chat_id, seq) GROUP BY chat_id
      ), ahead AS (
        SELECT membership.id, LEAST(told.seq, chat.last_seq) AS seq
        FROM told JOIN chat ON chat.id = told.chat_id JOIN membership ON membership.chat_id = chat.id
        WHERE membership.user_id = $1 AND membership.left_at IS NULL
          AND membership.delivered_seq < LEAST(told.seq, chat.last_seq)
        ORDER BY membership.id FOR NO KEY UPDATE OF membership
      )
      UPDATE membership SET delivered_seq = ahead.seq FROM ahead
      WHERE membership.id = ahead.id AND membership.left_at IS NULL AND membership.delivered_seq < ahead.seq
      RETURNING membership.chat_id AS "chatId", membership.delivered_seq AS seq`,
    values: [userId, positions.map(({ chatId }) => chatId), positions.map(({ seq }) => seq)],
  });
  for (const { chatId, seq } of rows) signals.tell({ kind: 'DeliveredPosition', chatId, userId, seq });
  return rows.length;
}
