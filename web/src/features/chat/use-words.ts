import { useI18n } from 'vue-i18n';
import { listOf } from '../../locales/dates.ts';
import { replica } from '../../sync/replica.ts';
import type { Chat, Member, Notice, Person } from '../../sync/records.ts';
import { firstName } from '../user/model.ts';
import { otherOf } from './model.ts';

/** How chats and what happened in them are called, in the reader's language. */
export function useChatWords() {
  const { t } = useI18n();
  const myId = () => replica.me.value?.user.id;

  function titleOf(chat: Chat): string {
    if (chat.kind === 'GROUP') return chat.title ?? t('chat.untitled');
    return otherOf(chat, myId())?.displayName ?? t('chat.nobody');
  }

  function nameOf(person: Person | null): string {
    return person?.displayName ?? t('chat.nobody');
  }

  function noticeOf(chat: Chat, notice: Notice, sender: Person | null): string {
    if (sender !== null && sender.id === myId()) return t(`chat.notice.you.${chat.kind}.${notice}`);
    return t(`chat.notice.${chat.kind}.${notice}`, { name: nameOf(sender) });
  }

  /** "Ada, Ben, Nora and you" */
  function rollOf(members: readonly Member[]): string {
    const others = members.filter(({ user }) => user.id !== myId()).map(({ user }) => firstName(user));
    return others.length === 0 ? t('chat.onlyYou') : listOf([...others, t('chat.you').toLocaleLowerCase()]);
  }

  return { titleOf, nameOf, noticeOf, rollOf };
}
