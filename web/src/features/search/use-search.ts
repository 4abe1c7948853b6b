import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue';
import { foldedWords } from '../../lib/fold.ts';
import { peopleHere } from '../../sync/people.ts';
import type { Message } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { searchMessages, searchReach } from '../../sync/search.ts';
import type { Reach } from '../../sync/search.ts';
import { store } from '../../sync/store/account.ts';
import { orderedChats } from '../chat/use-chats.ts';
import { useChatWords } from '../chat/use-words.ts';
import { holdsAll, strangers } from './model.ts';

/** Somebody is still typing. */
const SETTLES_AFTER_MS = 120;
/** A slow device shows what it has found so far. */
const SHOWS_EVERY_MS = 200;
const MESSAGES_AT_ONCE = 25;
const NAMES_AT_MOST = 8;

/** `more`: there may be further messages, which nobody has asked for yet. */
export type Progress = 'idle' | 'searching' | 'more' | 'done' | 'failed';

/** Chats and people of these words at once, messages as they are found. All of it from this device. */
export function useSearch(query: () => string) {
  const words = computed(() => foldedWords(query()));
  const { titleOf } = useChatWords();
  const named = computed(() => orderedChats().map((chat) => ({ chat, title: titleOf(chat) })));
  const chats = computed(() =>
    words.value.length === 0
      ? []
      : named.value.filter(({ title }) => holdsAll(title, words.value)).slice(0, NAMES_AT_MOST),
  );
  const people = computed(() => {
    if (words.value.length === 0) return [];
    const holds = (text: string) => holdsAll(text, words.value);
    const unmet = strangers(peopleHere(replica), named.value);
    return unmet.filter((each) => holds(`${each.displayName} @${each.username}`)).slice(0, NAMES_AT_MOST);
  });

  const messages = shallowRef<readonly Message[]>([]);
  const progress = shallowRef<Progress>('idle');
  const reach = shallowRef<Reach>({ reach: 'nothing' });
  let stop = new AbortController();
  let finds: AsyncGenerator<Message, void> | undefined;

  watch(
    () => words.value.join(' '),
    () => void begin(),
    { immediate: true },
  );
  onScopeDispose(() => stop.abort());

  async function begin(): Promise<void> {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    progress.value = words.value.length === 0 ? 'idle' : 'searching';
    // What was found for fewer letters stands until the rest is found, as far as it still holds.
    messages.value = progress.value === 'idle' ? [] : messages.value.filter(({ text }) => holdsAll(text, words.value));
    await new Promise((resolve) => setTimeout(resolve, SETTLES_AFTER_MS));
    const db = store.value;
    if (signal.aborted || words.value.length === 0) return;
    if (db === null) return void (progress.value = 'failed');
    finds = searchMessages(db, words.value, signal);
    await gather([], signal);
    const reached = await searchReach(db).catch(() => null);
    if (!signal.aborted && reached !== null) reach.value = reached;
  }

  /** Goes on where the last batch ended. */
  async function more(): Promise<void> {
    if (progress.value !== 'more') return;
    progress.value = 'searching';
    await gather(messages.value, stop.signal);
  }

  async function gather(before: readonly Message[], signal: AbortSignal): Promise<void> {
    try {
      const found: Message[] = [];
      let shownAt = performance.now();
      while (found.length < MESSAGES_AT_ONCE) {
        const next = await finds?.next();
        if (signal.aborted) return;
        if (next === undefined || next.done === true) break;
        found.push(next.value);
        if (performance.now() - shownAt < SHOWS_EVERY_MS) continue;
        messages.value = [...before, ...found];
        shownAt = performance.now();
      }
      messages.value = [...before, ...found];
      progress.value = found.length < MESSAGES_AT_ONCE ? 'done' : 'more';
    } catch (error) {
      if (signal.aborted) return;
      progress.value = 'failed';
      reportError(error);
    }
  }

  return {
    words,
    chats,
    people,
    messages: readonly(messages),
    progress: readonly(progress),
    reach: readonly(reach),
    more,
    again: begin,
  };
}
