import { of } from '../history.ts';
import type { Evidence, Violation } from './evidence.ts';

/** I6: unread is what a recount finds: above the read position, not one's own; on the server and on every device. */
export function counters({ truth, holdings, told }: Evidence): Violation[] {
  const found: string[] = [];
  const recounts = new Map<string, number>();
  const chats = new Map(truth.chats.map((chat) => [chat.id, chat]));
  for (const { chatId, userId, visibleAfter, readSeq } of truth.stays.filter(({ leaveSeq }) => leaveSeq === null)) {
    const from = Math.max(visibleAfter, readSeq);
    const unread = chats.get(chatId)?.messages.filter(({ seq, sender }) => seq > from && sender !== userId).length;
    recounts.set(`${chatId} ${userId}`, unread ?? 0);
  }
  const compare = (who: string, chatId: string, userId: string, unread: number | null) => {
    const recount = recounts.get(`${chatId} ${userId}`);
    if (recount !== undefined && unread !== null && recount !== unread)
      found.push(`${who} has ${unread} unread in ${chatId}, and a recount finds ${recount}`);
  };
  for (const { userId, chatId, unread } of told) compare(`the server for ${userId}`, chatId, userId, unread);
  for (const { device, userId, chats: held } of holdings) {
    for (const { chatId, unread } of held) compare(device, chatId, userId, unread);
  }
  return found.map((what) => ({ invariant: 'I6', what }));
}

/** I8: a device never goes on from an older cursor than before, and what was acknowledged never disappears from its sender. */
export function monotonic({ history, truth, holdings }: Evidence): Violation[] {
  const found: string[] = [];
  const places = new Map<string, number>();
  for (const { device, place } of of(history, 'connected')) {
    const before = places.get(device) ?? 0;
    if (place < before) found.push(`${device} went on from its cursor ${place} after ${before}`);
    places.set(device, place);
  }
  const chatOf = new Map(of(history, 'invoke').map(({ messageId, chatId, userId }) => [messageId, { chatId, userId }]));
  const present = new Set(
    truth.stays.filter(({ leaveSeq }) => leaveSeq === null).map(({ chatId, userId }) => `${chatId} ${userId}`),
  );
  const kept = new Map(
    holdings
      .filter(({ chats }) => chats.every(({ entries }) => entries !== null))
      .map(({ device, chats }) => [
        device,
        new Set(chats.flatMap(({ entries }) => (entries ?? []).map(({ subject }) => subject))),
      ]),
  );
  const rejoined = new Set(
    [...Map.groupBy(truth.stays, ({ chatId, userId }) => `${chatId} ${userId}`)]
      .filter(([, stays]) => stays.length > 1)
      .map(([key]) => key),
  );
  for (const { messageId, device } of of(history, 'ok')) {
    const sent = chatOf.get(messageId);
    const key = `${sent?.chatId} ${sent?.userId}`;
    // Who left and came back sees nothing of before.
    if (!present.has(key) || rejoined.has(key)) continue;
    if (kept.get(device)?.has(messageId) === false)
      found.push(`${device} has lost its acknowledged message ${messageId}`);
  }
  return found.map((what) => ({ invariant: 'I8', what }));
}

/** I10: nothing ended that nobody had ended, and no device saw an error it had to show. */
export function alive({ history }: Evidence): Violation[] {
  const died = of(history, 'died').map(({ process, how }) => `${process} ended by itself: ${how}`);
  const troubles = of(history, 'trouble').map(({ device, text }) => `${device} met ${text}`);
  return [...died, ...troubles].map((what) => ({ invariant: 'I10', what }));
}

const FILES_SPARE = 12;
const CONNECTIONS_SPARE = 2;

/** I11: when all have gone, what was open is as before, and nothing stands in the way in the database. */
export function clean({ before, after, leftovers }: Evidence): Violation[] {
  const found: string[] = [];
  for (const { node, files, databaseConnections } of after) {
    const start = before.find((other) => other.node === node);
    if (!start) continue;
    if (files > start.files * 1.05 + FILES_SPARE) found.push(`${node} has ${files} files open, and had ${start.files}`);
    if (databaseConnections > start.databaseConnections * 1.05 + CONNECTIONS_SPARE)
      found.push(`${node} has ${databaseConnections} database connections, and had ${start.databaseConnections}`);
  }
  if (leftovers.idleInTransaction > 0) found.push(`${leftovers.idleInTransaction} transactions are idle for over 5 s`);
  if (leftovers.waitingForLocks > 0) found.push(`${leftovers.waitingForLocks} queries wait for a lock for over 5 s`);
  return found.map((what) => ({ invariant: 'I11', what }));
}
