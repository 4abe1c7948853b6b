import { EARLIER, globalId, readPage, readSnapshot, SNAPSHOT } from './documents.ts';
import type { Snapshot, WirePage, WireSnapshot } from './documents.ts';
import { insist, type Asking } from './insist.ts';

type Chat = Snapshot['chats'][number];

/** The whole state of a person: their chats with all that was said in them, and the cursor to go on from. */
export async function takeSnapshot(asking: Asking): Promise<Snapshot> {
  const { cursor, chats } = await takeOverview(asking);
  return { cursor, chats: await Promise.all(chats.map((chat) => withEarlier(asking, chat))) };
}

/** The same with the newest messages only. */
export async function takeOverview(asking: Asking): Promise<Snapshot> {
  return readSnapshot(await insist<WireSnapshot>(asking, SNAPSHOT));
}

async function withEarlier(asking: Asking, chat: Chat): Promise<Chat> {
  type Earlier = { node: { messages: WirePage } | null };
  const messages = [...chat.messages];
  for (let before = chat.earlier; before !== null;) {
    const { node } = await insist<Earlier>(asking, EARLIER, { id: globalId('Chat', chat.chatId), before });
    // Who has left meanwhile sees nothing of the chat any more.
    if (!node) break;
    messages.push(...readPage(node.messages));
    before = node.messages.pageInfo.hasPreviousPage ? node.messages.pageInfo.startCursor : null;
  }
  return { ...chat, messages, earlier: null };
}
