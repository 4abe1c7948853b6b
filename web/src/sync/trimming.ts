import { keepFor } from '../platform/keep.ts';
import type { Database } from './store/db.ts';
import type { Span } from './store/spans.ts';

const DAY_MS = 86_400_000;
const DAYS = { ever: Infinity, year: 365, month: 30 } as const;

/** Lets go of messages that are older than the reader wants to keep here. They stay on the server and come back when read. */
export async function trim(db: Database, now = Date.now()): Promise<void> {
  const days = DAYS[keepFor.value];
  if (days === Infinity) return;
  await db.transaction('rw', db.messages, db.spans, async () => {
    const old = db.messages.where('at').below(now - days * DAY_MS);
    const gone = new Map<string, number>();
    await old.each(({ chatId, seq }) => void gone.set(chatId, Math.max(seq, gone.get(chatId) ?? 0)));
    await old.delete();
    const rows = await db.spans.bulkGet([...gone.keys()]);
    const clipped = rows.flatMap((row) => {
      const from = (gone.get(row?.chatId ?? '') ?? 0) + 1;
      return row ? [{ chatId: row.chatId, spans: row.spans.flatMap((span) => after(span, from)) }] : [];
    });
    await db.spans.bulkPut(clipped);
  });
}

/** What is left of a stretch from a place on. */
function after([low, high]: Span, from: number): Span[] {
  return high < from ? [] : [[Math.max(low, from), high]];
}
