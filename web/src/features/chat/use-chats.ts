import { computed, shallowRef } from 'vue';
import { loadMoreChats } from '../../sync/chats.ts';
import { drafts } from '../../sync/drafts.ts';
import type { Pending } from '../../sync/outbox.ts';
import { replica } from '../../sync/replica.ts';
import { outbox } from '../../sync/sending.ts';
import { byActivity, chatFace, lastLine } from './model.ts';

/** The list of chats, newest first, with all that a row shows. `openId` is the chat on screen: its draft is in view already. */
export function useChats(openId: () => string | null) {
  const loadingMore = shallowRef(false);
  const moreFailed = shallowRef(false);

  const rows = computed(() => {
    const myId = replica.me.value?.user.id;
    const newestUnsent = new Map<string, Pending>();
    for (const pending of outbox.pendings.values()) newestUnsent.set(pending.chatId, pending);
    return byActivity(replica.chats.values(), outbox.pendings.values()).map((chat) => {
      const draft = chat.id === openId() ? undefined : drafts.get(chat.id);
      const unsent = newestUnsent.get(chat.id);
      const at = unsent?.at ?? chat.lastActivityAt;
      return { chat, face: chatFace(chat, myId), last: lastLine(chat, unsent, draft, myId), at };
    });
  });

  async function more(): Promise<void> {
    if (loadingMore.value || replica.moreChats.value === null) return;
    loadingMore.value = true;
    moreFailed.value = (await loadMoreChats()) === 'no-answer';
    loadingMore.value = false;
  }

  return { rows, hasMore: computed(() => replica.moreChats.value !== null), loadingMore, moreFailed, more };
}

export type ChatListRow = ReturnType<typeof useChats>['rows']['value'][number];
