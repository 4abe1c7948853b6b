import { NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';

/**
 * Tells the others in a chat that the viewer types, or has stopped. Nothing is kept, and nobody need hear it.
 * @throws {NotFoundError} the viewer is not in the chat
 */
export async function setTyping(
  { log, signals, userId }: Viewer,
  { chatId, typing }: Readonly<{ chatId: string; typing: boolean }>,
): Promise<void> {
  const { rowCount } = await log.database.pool.query({
    name: 'typing-stay',
    text: 'SELECT 1 FROM membership WHERE chat_id = $1 AND user_id = $2 AND left_at IS NULL',
    values: [chatId, userId],
  });
  if (rowCount === 0) throw new NotFoundError('chat');
  signals.tell({ kind: 'Typing', chatId, userId, typing });
}
