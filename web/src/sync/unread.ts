import { computed } from 'vue';
import { replica } from './replica.ts';

/** What waits for the reader in all chats that are here. */
export const totalUnread = computed(() => [...replica.chats.values()].reduce((sum, chat) => sum + chat.unreadCount, 0));
