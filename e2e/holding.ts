import type { Page } from 'playwright-core';
import type { Holding } from '../api/faults/checker/evidence.ts';
import { rowId } from '../api/faults/driver/documents.ts';
import { readStores } from './device-store.ts';

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
  const { chats, spans } = await readStore(page);
  return chats.filter(({ id, lastSeq }) => {
    const known = spans.find(({ chatId }) => chatId === id)?.spans ?? [];
    return known.length === 1 && known[0]?.[0] === 0 && known[0][1] === lastSeq;
  }).length;
}

/** What a browser has of its person's chats in IndexedDB, as the fault kit's checker wants to see it. */
export async function holdingOf(page: Page, userId: string): Promise<Holding> {
  const { chats, messages } = await readStore(page);
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

async function readStore(page: Page): Promise<{ chats: KeptChat[]; messages: KeptMessage[]; spans: KeptSpans[] }> {
  const { chats, messages, spans } = await readStores(page, ['chats', 'messages', 'spans']);
  return { chats: chats as KeptChat[], messages: messages as KeptMessage[], spans: spans as KeptSpans[] };
}
