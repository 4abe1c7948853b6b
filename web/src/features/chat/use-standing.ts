import { computed, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { lastSeen, listOf } from '../../locales/dates.ts';
import { now } from '../../platform/clock.ts';
import { wantPresences } from '../../sync/presences.ts';
import type { Chat, Person } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { firstName } from '../user/model.ts';
import { otherOf } from './model.ts';

/** In a group of more, their number says enough. */
const NAMED = 2;

/** What the others in a chat are doing: who types, who is there. */
export function useStanding(chat: () => Chat) {
  const { t } = useI18n();
  const myId = () => replica.me.value?.user.id;
  const other = computed(() => otherOf(chat(), myId()));
  const presence = computed(() => (other.value === null ? null : (replica.presences.get(other.value.id) ?? null)));
  const online = computed(() => presence.value?.online === true);

  watch(
    () => other.value !== null && !replica.presences.has(other.value.id),
    (unknown) => unknown && other.value !== null && wantPresences([other.value.id]),
    { immediate: true },
  );

  /** "typing…", "Ben and Cy are typing…"; null when nobody does. */
  const typing = computed(() => {
    const typists = (replica.typists.get(chat().id) ?? []).map(({ user }) => user);
    if (typists.length === 0) return null;
    return chat().kind === 'PRIVATE' ? t('chat.typing.alone') : typingWords(typists);
  });

  function typingWords(typists: readonly Person[]): string {
    if (typists.length > NAMED) return t('chat.typing.many', { n: typists.length });
    const names = listOf(typists.map(firstName));
    return t(typists.length === 1 ? 'chat.typing.one' : 'chat.typing.some', { names });
  }

  /** "online", "last seen 14:02"; null when it is not to be known. */
  const seen = computed(() => {
    if (online.value) return t('chat.online');
    const at = presence.value?.lastSeenAt ?? null;
    return at === null ? null : lastSeen(at, now.value);
  });

  return { typing, online, seen };
}

/** Of a larger group not everybody is asked about, and no number is shown. */
const ASKED_ABOUT = 200;

/** Who of these people is online. They are asked about while a screen shows them. */
export function useOnline(everybody: () => readonly Person[]) {
  const people = () => everybody().slice(0, ASKED_ABOUT);
  watch(
    () => people().filter(({ id }) => !replica.presences.has(id)),
    (unknown) => wantPresences(unknown.map(({ id }) => id)),
    { immediate: true },
  );
  const isOnline = ({ id }: Person) => replica.presences.get(id)?.online === true;
  return { isOnline, count: computed(() => (everybody().length > ASKED_ABOUT ? 0 : people().filter(isOnline).length)) };
}
