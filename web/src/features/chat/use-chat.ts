import { computed, shallowRef, watch } from 'vue';
import { ensureChat } from '../../sync/chats.ts';
import type { Fetched } from '../../sync/chat-reading.ts';
import { loadMembers } from '../../sync/members.ts';
import type { Chat } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';

/** One chat by its address: here at once when this device knows it, else asked for. */
export function useChat(chatId: () => string) {
  const fetched = shallowRef<Fetched | 'asking'>('asking');
  const chat = computed(() => replica.chats.get(chatId()) ?? null);
  const state = computed(() => (chat.value === null ? fetched.value : 'here'));

  async function ask(): Promise<void> {
    fetched.value = 'asking';
    fetched.value = await ensureChat(chatId());
  }

  watch([chatId, () => chat.value === null], ([, missing]) => missing && void ask(), { immediate: true });

  return { chat, state, ask };
}

/** Who is in a group. Of a private chat everything is known without asking. */
export function useMembers(chat: () => Chat) {
  const failed = shallowRef(false);
  const members = computed(() => replica.members.get(chat().id) ?? null);
  const wanted = computed(() => chat().kind === 'GROUP' && members.value === null);

  async function load(): Promise<void> {
    failed.value = false;
    failed.value = (await loadMembers(chat().id)) === 'no-answer';
  }

  watch([() => chat().id, wanted], ([, isWanted]) => isWanted && void load(), { immediate: true });

  return { members, failed, load };
}
