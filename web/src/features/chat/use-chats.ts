import { computed, readonly, shallowRef } from 'vue';
import { pendingsOf } from '../../sync/acts.ts';
import type { Pending } from '../../sync/acts.ts';
import type { Chat } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { byActivity } from './model.ts';

/** All chats that are here, newest first. */
export function orderedChats(): Chat[] {
  return byActivity(replica.chats.values(), pendingsOf(replica.acts.value));
}

const unreadOnly = shallowRef(false);

/** Whether the list leaves out what has been read. */
export const onlyUnread = readonly(unreadOnly);

export function showOnlyUnread(only: boolean): void {
  unreadOnly.value = only;
}

/** The list of chats. `openId` is the chat on screen: it stays in the list while it is read. */
export function useChats(openId: () => string | null) {
  const loadingMore = shallowRef(false);
  const moreFailed = shallowRef(false);

  const chats = computed(() => {
    const all = orderedChats();
    return unreadOnly.value ? all.filter(({ id, unreadCount }) => unreadCount > 0 || id === openId()) : all;
  });

  /** What waits to be sent, by chat: the newest of it. */
  const unsent = computed(() => {
    const newest = new Map<string, Pending>();
    for (const pending of pendingsOf(replica.acts.value)) newest.set(pending.chatId, pending);
    return newest;
  });

  async function more(): Promise<void> {
    if (loadingMore.value || replica.moreChats.value === null) return;
    loadingMore.value = true;
    moreFailed.value = (await loadMore()) === 'no-answer';
    loadingMore.value = false;
  }

  return {
    chats,
    unsent,
    hasMore: computed(() => replica.moreChats.value !== null),
    loadingMore: readonly(loadingMore),
    moreFailed: readonly(moreFailed),
    more,
  };
}

/** What asks the server comes after the first screen. */
async function loadMore(): Promise<'done' | 'no-answer'> {
  const chats = await import('../../sync/chats.ts').catch(() => null);
  return chats === null ? 'no-answer' : chats.loadMoreChats();
}
