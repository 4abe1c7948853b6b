import type { Page } from 'playwright-core';
import type { Holding } from '../api/faults/checker/evidence.ts';
import { rowId } from '../api/faults/driver/documents.ts';

interface KeptMessage {
  readonly uuid: string;
  readonly chatId: string;
  readonly seq: number;
}

interface KeptChat {
  readonly id: string;
  readonly lastSeq: number;
  readonly unreadCount: number;
}

/** How many of its chats a browser has with all that was said in them, as far as it knows itself. */
export async function wholeChats(page: Page): Promise<number> {
  const { chats, spans } = await page.evaluate(readStore);
  return chats.filter(({ id, lastSeq }) => {
    const known = spans.find(({ chatId }) => chatId === id)?.spans ?? [];
    return known.length === 1 && known[0]?.[0] === 0 && known[0][1] === lastSeq;
  }).length;
}

/** What a browser has of its person's chats in IndexedDB, as the fault kit's checker wants to see it. */
export async function holdingOf(page: Page, userId: string): Promise<Holding> {
  const { chats, messages } = await page.evaluate(readStore);
  return {
    device: 'the browser',
    userId,
    chats: chats.map(({ id, lastSeq, unreadCount }) => ({
      chatId: rowId(id),
      // It keeps messages only: who came and went it tells by notices, which are messages, too.
      since: lastSeq,
      last: lastSeq,
      unread: unreadCount,
      entries: messages
        .filter(({ chatId }) => chatId === id)
        .map(({ seq, uuid }) => ({ seq, type: 'MessageSent', subject: uuid })),
    })),
  };
}

interface KeptSpans {
  readonly chatId: string;
  readonly spans: readonly (readonly [number, number])[];
}

async function readStore(): Promise<{ chats: KeptChat[]; messages: KeptMessage[]; spans: KeptSpans[] }> {
  const { name = '' } = (await indexedDB.databases()).find((each) => each.name?.startsWith('ruggine:')) ?? {};
  const opening = indexedDB.open(name);
  await new Promise((resolve) => opening.addEventListener('success', resolve));
  const work = opening.result.transaction(['chats', 'messages', 'spans']);
  const chats: IDBRequest<KeptChat[]> = work.objectStore('chats').getAll();
  const messages: IDBRequest<KeptMessage[]> = work.objectStore('messages').getAll();
  const spans: IDBRequest<KeptSpans[]> = work.objectStore('spans').getAll();
  await new Promise((resolve) => work.addEventListener('complete', resolve));
  opening.result.close();
  return { chats: chats.result, messages: messages.result, spans: spans.result };
}
