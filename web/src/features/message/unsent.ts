import type { Act, ActRecord } from '../../sync/acts.ts';
import type { Database } from '../../sync/store/db.ts';

/** A message of the reader's own that the server has not taken. */
export type Unsent = ActRecord & { readonly act: Extract<Act, { readonly kind: 'send' }> };

/** Those of a chat, in the order in which they will go out. */
export async function unsentIn(db: Database, chatId: string): Promise<readonly Unsent[]> {
  const records = await db.acts
    .orderBy('order')
    .filter(({ act }) => act.chatId === chatId)
    .toArray();
  return records.filter(isUnsent);
}

export function isUnsent(record: ActRecord): record is Unsent {
  return record.act.kind === 'send';
}
