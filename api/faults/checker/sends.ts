import { of, type Entry } from '../history.ts';
import type { Evidence, TrueMessage, Violation } from './evidence.ts';

type Invoked = Extract<Entry, { what: 'invoke' }>;

/** I1: what was acknowledged is stored, as it was sent and where the acknowledgement said. */
export function durable({ history, truth }: Evidence): Violation[] {
  const stored = messagesOf(truth);
  const invoked = lastInvoked(history);
  const found: string[] = [];
  for (const { messageId, seq } of of(history, 'ok')) {
    const [row] = stored.get(messageId) ?? [];
    const sent = invoked.get(messageId);
    if (!row) found.push(`message ${messageId} was acknowledged and is not stored`);
    else if (row.seq !== seq) found.push(`message ${messageId} was acknowledged at ${seq} and is stored at ${row.seq}`);
    else if (row.text !== sent?.text || row.chatId !== sent.chatId || row.sender !== sent.userId)
      found.push(`message ${messageId} is stored otherwise than it was sent`);
  }
  return found.map((what) => ({ invariant: 'I1', what }));
}

/** I2: one row for each message, one place for each row; each device has each message once. */
export function once({ truth, holdings }: Evidence): Violation[] {
  const found: string[] = [];
  for (const [id, rows] of messagesOf(truth)) {
    if (rows.length > 1) found.push(`message ${id} is stored ${rows.length} times`);
  }
  for (const { device, chats } of holdings) {
    const seen = new Set<string>();
    const messages = chats.flatMap(({ entries }) => (entries ?? []).filter(({ type }) => type === 'MessageSent'));
    for (const { subject } of messages) {
      if (seen.has(subject)) found.push(`${device} has message ${subject} twice`);
      seen.add(subject);
    }
  }
  return found.map((what) => ({ invariant: 'I2', what }));
}

/** I5: what ended in the unknown is there once or not at all; what was refused is not there; what the outbox kept is there. */
export function closed({ history, truth }: Evidence): Violation[] {
  const stored = messagesOf(truth);
  const acked = new Set(of(history, 'ok').map(({ messageId }) => messageId));
  const refused = new Set(of(history, 'fail').map(({ messageId }) => messageId));
  const found: string[] = [];
  for (const { messageId } of of(history, 'info')) {
    const rows = stored.get(messageId)?.length ?? 0;
    if (rows > 1) found.push(`message ${messageId}, once unknown, is stored ${rows} times`);
    if (acked.has(messageId) && rows !== 1)
      found.push(`message ${messageId}, unknown and then acked, has ${rows} rows`);
  }
  const open = new Set(of(history, 'info').map(({ messageId }) => messageId));
  for (const id of refused) {
    // An earlier try may have arrived without our hearing of it, and the session have ended since.
    if (stored.has(id) && !open.has(id)) found.push(`message ${id} was refused and is stored`);
    if (acked.has(id)) found.push(`message ${id} was both refused and acknowledged`);
  }
  for (const id of lastInvoked(history).keys()) {
    if (stored.has(id) && !acked.has(id) && !open.has(id))
      found.push(`message ${id} is stored though no try of it was left open`);
  }
  return found.map((what) => ({ invariant: 'I5', what }));
}

function lastInvoked(history: readonly Entry[]): Map<string, Invoked> {
  return new Map(of(history, 'invoke').map((entry) => [entry.messageId, entry]));
}

type Row = TrueMessage & Readonly<{ chatId: string }>;

function messagesOf(truth: Evidence['truth']): Map<string, Row[]> {
  const rows = truth.chats.flatMap(({ id, messages }) => messages.map((message) => ({ ...message, chatId: id })));
  return Map.groupBy(rows, ({ id }) => id);
}
