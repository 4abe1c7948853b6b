import { shallowRef } from 'vue';
import { useRouter } from 'vue-router';
import type { RouteLocationRaw } from 'vue-router';
import { neighbourOf } from '../features/chat/model.ts';
import { orderedChats } from '../features/chat/use-chats.ts';
import { moveToLandmark } from '../platform/landmarks.ts';
import { twoPanes } from '../platform/media.ts';
import { useShortcuts } from '../platform/shortcuts.ts';
import type { Chat } from '../sync/records.ts';

/** What the keys do wherever one is in the app. */
export function useGettingAbout(openId: () => string | null) {
  const router = useRouter();
  /** A layer over the page, one at a time. */
  const layer = shallowRef<'switcher' | 'shortcuts' | null>(null);

  useShortcuts({
    'switch-chat': () => (layer.value = 'switcher'),
    'show-shortcuts': () => (layer.value = 'shortcuts'),
    'next-chat': () => step(1),
    'previous-chat': () => step(-1),
    'next-unread': () => step(1, isUnread),
    'previous-unread': () => step(-1, isUnread),
    'next-part': () => moveToLandmark(1),
    'previous-part': () => moveToLandmark(-1),
  });

  function step(by: 1 | -1, wanted?: (chat: Chat) => boolean): void {
    const chat = neighbourOf(orderedChats(), openId(), { step: by, ...(wanted && { wanted }) });
    if (chat !== null) go({ name: 'chat', params: { chatId: chat.id } });
  }

  /** Where one pane is all there is, the list is above every chat: from one to the next is no way down. */
  function go(to: RouteLocationRaw): void {
    const sideways = !twoPanes.value && router.currentRoute.value.name !== 'chats';
    void (sideways ? router.replace(to) : router.push(to));
  }

  return { layer, go };
}

function isUnread({ unreadCount }: Chat): boolean {
  return unreadCount > 0;
}
