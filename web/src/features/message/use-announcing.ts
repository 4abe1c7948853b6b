import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Chat, Message } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { announce } from '../../ui/announcer.ts';
import { useChatWords } from '../chat/use-words.ts';

/** Reads out what others say in the open chat, once, as it arrives; history that is scrolled in stays silent. */
export function useAnnouncing(chat: () => Chat): void {
  const { t } = useI18n();
  const { nameOf, noticeOf } = useChatWords();

  watch(
    () => chat().lastMessage,
    (message, before) => {
      const live = message !== null && before !== null && message.seq > before.seq;
      if (live && message.sender?.id !== replica.me.value?.user.id) announce(wordsOf(message));
    },
  );

  function wordsOf({ system, notice, sender, text }: Message): string {
    return system && notice !== null
      ? noticeOf(chat(), notice, sender)
      : t('message.announce', { name: nameOf(sender), text });
  }
}
