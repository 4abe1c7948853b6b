import { livePosition, tell, type Changed } from '../../events/append.ts';
import { sealCursor } from '../../events/cursor.ts';
import { toEntry } from '../../events/entry.ts';
import { birthPosition, now } from '../../events/replay.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import { reached } from '../../platform/failpoints.ts';
import { ConflictError, NotFoundError } from '../../refusals.ts';
import type { Viewer } from '../../viewer.ts';
import { MESSAGE_SENT } from '../chat/events.ts';
import { toPerson } from '../user/person.ts';
import { insertMessage } from './insert.ts';
import type { MessageRow } from './rows.ts';

export type Draft = Readonly<{ id: string; chatId: string; text: string }>;
export type Sent = Readonly<{ message: MessageRow; replayed: boolean }>;

/**
 * Sends a message: one statement, often shared with others. The same id again returns the first result.
 * @throws {NotFoundError} the viewer is not in the chat
 * @throws {ConflictError} the id belongs to another message
 */
export async function sendMessage(viewer: Viewer, draft: Draft): Promise<Changed<Sent>> {
  const sent = await insert(viewer, draft).catch((error: unknown) => {
    if (isUniqueViolation(error)) return 'TAKEN' as const;
    throw error;
  });
  if (sent !== 'TAKEN' && sent !== null) return sent;
  // Also who has left since may learn that an earlier try had arrived.
  const earlier = await earlierResult(viewer, draft);
  if (earlier) return earlier;
  if (sent === null) throw new NotFoundError('chat');
  throw new ConflictError('This id belongs to another message. Send with a new one.');
}

async function insert(viewer: Viewer, draft: Draft): Promise<Changed<Sent> | null> {
  const { log, userId } = viewer;
  reached('send.begins');
  const row = await insertMessage(log, { ...draft, senderId: userId });
  if (!row) return null;
  reached('send.committed');
  const birth = birthPosition(row.xmin, row.log_id);
  const { seq, created_at: createdAt } = row;
  const sender = toPerson({
    id: userId,
    username: row.username,
    displayName: row.display_name,
    createdAt: row.member_since,
  });
  const message: MessageRow = { ...draft, seq, createdAt, kind: 'TEXT', notice: null, senderId: userId, sender };
  const written = { ...UNADDRESSED, id: row.log_id, chat_id: draft.chatId, seq, subject_id: draft.id, at: createdAt };
  // Listeners on this node need not read again what we have at hand.
  tell(log, { ...toEntry(written, birth), subject: message });
  reached('send.told');
  return { value: { message, replayed: false }, cursor: sealCursor(livePosition(log, birth), log.identity) };
}

const UNADDRESSED = { kind: MESSAGE_SENT, user_id: null, admits: null, dismisses: null };

/** The message as it was first taken, if an earlier try of the same send had arrived. */
async function earlierResult(viewer: Viewer, draft: Draft): Promise<Changed<Sent> | null> {
  const cursor = sealCursor(await now(viewer.log), viewer.log.identity);
  const message = await viewer.log.database.prisma.message.findUnique({ where: { id: draft.id } });
  const same = message?.senderId === viewer.userId && message.chatId === draft.chatId && message.text === draft.text;
  return message && same ? { value: { message, replayed: true }, cursor } : null;
}
