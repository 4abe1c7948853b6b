import { computed, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { loadOlder, openTimeline } from '../../sync/history.ts';
import { markRead } from '../../sync/read-marks.ts';
import type { Chat, Message } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { outbox } from '../../sync/sending.ts';
import { buildRows } from './model.ts';
import type { Divider, Row } from './model.ts';

interface Reader {
  /** Somebody looks at the end of the chat right now. */
  readonly reading: Readonly<Ref<boolean>>;
  readonly heard: (message: Message) => void;
}

/** One open chat: its rows, what is new in it, and older history on demand. */
export function useTimeline(chatId: string, { reading, heard }: Reader) {
  const failed = shallowRef(false);
  const loadingOlder = shallowRef(false);
  const olderFailed = shallowRef(false);
  const divider = shallowRef<Divider | null>(dividerOf(replica.chats.get(chatId)));

  const timeline = computed(() => replica.timelines.get(chatId) ?? null);
  const loaded = computed(() => timeline.value?.loaded === true);
  const others = computed(() => replica.chats.get(chatId)?.others ?? null);
  const rows = computed<Row[]>(() => {
    const me = replica.me.value?.user;
    if (me === undefined) return [];
    const pendings = [...outbox.pendings.values()].filter((pending) => pending.chatId === chatId);
    return buildRows({
      messages: timeline.value?.messages ?? [],
      pendings,
      divider: divider.value,
      me,
      others: others.value,
    });
  });

  async function open(): Promise<void> {
    failed.value = false;
    failed.value = (await openTimeline(chatId)) === 'no-answer';
  }

  async function older(): Promise<void> {
    if (loadingOlder.value || (timeline.value?.olderCursor ?? null) === null) return;
    loadingOlder.value = true;
    olderFailed.value = (await loadOlder(chatId)) === 'no-answer';
    loadingOlder.value = false;
  }

  // At once, not before the next frame: a number that appears only to vanish would be a lie for a blink.
  watch([() => replica.chats.get(chatId), reading], ([chat], [before]) => take(chat, before), { flush: 'sync' });

  function take(chat: Chat | undefined, before: Chat | undefined): void {
    if (chat === undefined || chat.unreadCount === 0) return;
    if (reading.value) return markRead(chatId);
    // Everything before had been read, so what is new begins here; else there is more of it.
    const begins = (before?.unreadCount ?? 0) === 0 || divider.value === null;
    divider.value = begins ? dividerOf(chat) : { after: divider.value?.after ?? chat.readSeq, count: chat.unreadCount };
  }

  watch(
    () => timeline.value?.messages.at(-1),
    (message, before) => {
      const live = message !== undefined && before !== undefined && message.seq > before.seq;
      if (live && message.sender?.id !== replica.me.value?.user.id) heard(message);
    },
  );

  void open();
  if (reading.value) markRead(chatId);

  return {
    rows,
    loaded,
    failed: readonly(failed),
    open,
    older,
    loadingOlder: readonly(loadingOlder),
    olderFailed: readonly(olderFailed),
    atBeginning: computed(() => loaded.value && timeline.value?.olderCursor === null),
    retry: outbox.retry,
    discard: outbox.discard,
  };
}

function dividerOf(chat: Chat | undefined): Divider | null {
  if (chat === undefined || chat.unreadCount === 0) return null;
  return { after: chat.readSeq, count: chat.unreadCount };
}
