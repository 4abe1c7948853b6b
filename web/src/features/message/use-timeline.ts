import { computed, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { wait } from '../../lib/wait.ts';
import { markRead } from '../../sync/read-marks.ts';
import type { Chat, Message } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { store } from '../../sync/store/account.ts';
import { buildRows, dividerOf, keepSame, type Divider, type Row } from './model.ts';
import { bring, countAfter, isAnythingHere } from './opening.ts';
import { places } from './places.ts';
import { END } from './slice.ts';
import { useSettled } from './use-settled.ts';
import { useSlice } from './use-slice.ts';

/** Where a chat opens: at its end, where what is new begins, at a message that was asked for, or where the reader left it. */
export type Aim =
  | { readonly to: 'end' }
  | { readonly to: 'new' }
  | { readonly to: 'message'; readonly seq: number }
  | { readonly to: 'place'; readonly seq: number; readonly inset: number };

/** What is here is shown when the rest takes longer than this. */
const SOON_MS = 1_500;

interface Reader {
  readonly atEnd: Readonly<Ref<boolean>>;
  /** Somebody looks at the end of the chat right now. */
  readonly following: Readonly<Ref<boolean>>;
  /** So many of these, the last ones, fill it. */
  readonly enough: (messages: readonly Message[]) => number;
}

/** One open chat: its rows, what is new in it, and the way through its history. */
export function useTimeline(chatId: string, { atEnd, following, enough }: Reader) {
  const windowed = useSlice(chatId, atEnd);
  const { slice, unsent } = windowed;
  const aim = shallowRef<Aim>({ to: 'end' });
  const failed = shallowRef(false);
  const settled = useSettled();
  /** The reader was at the end of what is here while more was on its way. */
  const missed = shallowRef(false);
  const divider = shallowRef<Divider | null>(dividerOf(replica.chats.get(chatId)));
  /** Where the line stood when all below it had been read. */
  let past: number | null = null;

  const rows = computed<Row[]>((before = []) => {
    const me = replica.me.value?.user;
    if (me === undefined || slice.value === null) return [];
    const others = replica.chats.get(chatId)?.others ?? null;
    return keepSame(
      before,
      buildRows({ slice: slice.value, unsent: unsent.value, divider: divider.value, me, others }),
    );
  });

  /** The message that the address named; undefined before the first look. */
  let namedAt: number | null | undefined;

  // The database was closed while the chat was opened; here is the next one.
  watch(store, (db) => {
    if (db !== null && namedAt !== undefined && slice.value === null) void enter(namedAt);
  });

  /** For the first look: at the message that the address names, else at what is new, else where the reader was. */
  function enter(at: number | null): Promise<void> {
    namedAt = at;
    const place = places.get(chatId);
    if (at !== null) return goTo({ to: 'message', seq: at });
    if (divider.value !== null) return goTo({ to: 'new' });
    return goTo(place === undefined ? { to: 'end' } : { to: 'place', ...place });
  }

  async function goTo(next: Aim): Promise<void> {
    const db = store.value;
    const seq = seqOf(next);
    failed.value = false;
    if (db === null) return;
    const opening = () => (aim.value = next);
    const window = { enough, opening };
    if (await windowed.open(seq, { ...window, when: 'if-here' })) return;
    const brought = bring(db, chatId, seq);
    await Promise.race([brought, ...((await isAnythingHere(db, chatId)) ? [wait(SOON_MS)] : [])]);
    failed.value = !(await isAnythingHere(db, chatId)) && (replica.chats.get(chatId)?.lastMessage ?? null) !== null;
    if (failed.value) return;
    await windowed.open(seq, { ...window, when: 'nearest' });
  }

  function seqOf(next: Aim): number {
    if (next.to === 'end') return END;
    return next.to === 'new' ? (divider.value?.after ?? END) + 1 : next.seq;
  }

  /** The reader has this message, and all before it, before their eyes. */
  function seen(seq: number): void {
    if (seq > (replica.chats.get(chatId)?.readSeq ?? Infinity)) void markRead(chatId, seq);
  }

  // At once, not before the next frame: a number that appears only to vanish would be a lie for a blink.
  watch(() => replica.chats.get(chatId), take, { flush: 'sync' });

  function take(chat: Chat | undefined, before: Chat | undefined): void {
    // Not by its place: a server that went back to an earlier state counts on from there.
    if (chat === undefined || !chat.lastMessage || chat.lastMessage.id === before?.lastMessage?.id) return;
    if (chat.unreadCount === 0) return;
    if (following.value) return seen(chat.lastMessage.seq);
    missed.value ||= atEnd.value && !settled.value;
    if (before?.unreadCount === 0) past = divider.value?.after ?? null;
    const isPast = (divider.value?.after ?? null) === past;
    // Further up the line stays as it is: all that stands below it would move before the reader's eyes.
    if (isPast && past !== null && !atEnd.value) return;
    // Everything before had been read, so what is new begins here; else there is more of it.
    if (isPast) divider.value = dividerOf(chat);
    void recount();
  }

  async function recount(): Promise<void> {
    const after = divider.value?.after;
    const myId = replica.me.value?.user.id;
    const db = store.value;
    if (after === undefined || myId === undefined || db === null) return;
    const count = await countAfter(db, chatId, after, myId);
    if (count !== null && count > 0 && divider.value?.after === after) divider.value = { after, count };
  }

  // What was missed while this device was away has come in below: the reader begins where it begins.
  watch(settled, async (isSettled) => {
    if (!isSettled || !missed.value) return;
    if (atEnd.value && divider.value !== null) await goTo({ to: 'new' });
    missed.value = false;
  });

  /** The reader wants to be at the end, whatever they have missed. */
  function skipMissed(): void {
    missed.value = false;
  }

  return {
    ...windowed,
    rows,
    aim: readonly(aim),
    failed: readonly(failed),
    settled,
    missed: readonly(missed),
    skipMissed,
    live: computed(() => slice.value?.after === 'whole'),
    enter,
    goTo,
    seen,
  };
}
