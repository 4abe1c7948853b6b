import { computed, nextTick, onScopeDispose, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import { nextPaint } from '../../platform/frames.ts';
import type { ActRecord } from '../../sync/acts.ts';
import { fillAfter, fillBefore, fillEnd, type Filled } from '../../sync/history.ts';
import { link } from '../../sync/link.ts';
import { lastKept } from '../../sync/outbox.ts';
import type { Message } from '../../sync/records.ts';
import { store } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import { useLive } from '../../sync/store/use-live.ts';
import { firstWindow, keepEnd, readWindow } from './first-window.ts';
import {
  caughtUp,
  END,
  grownAfter,
  grownBefore,
  LARGEST,
  lastOf,
  sliceAt,
  trimmedEnd,
  trimmedStart,
  type Slice,
} from './slice.ts';
import { isUnsent, unsentIn, type Unsent } from './unsent.ts';

/** What is heard comes in one by one; what is let go, goes in heaps. */
const SLACK = 200;

/** How things stand with a hole at an end of the slice. */
export type Filling = 'idle' | 'filling' | 'failed';
type Side = 'before' | 'after';

interface Opening {
  readonly when: 'if-here' | 'nearest';
  /** Of messages at the end, how many of them fill the screen: each that is drawn costs time. */
  readonly enough: (messages: readonly Message[]) => number;
  /** Called in the same moment, when it is certain. */
  readonly opening?: () => void;
}

/** The part of one chat that is in memory: grows where the reader goes, lets go behind them, and hears what is said. */
export function useSlice(chatId: string, atEnd: Readonly<Ref<boolean>>) {
  const slice = shallowRef<Slice | null>(null);
  /** As it was read last, and what was kept since. */
  const read = shallowRef<readonly Unsent[]>([]);
  const fresh = shallowRef<readonly { readonly record: Unsent; readonly at: number }[]>([]);
  const unsent = computed(() => {
    const records = fresh.value.map(({ record }) => record);
    const ids = new Set(records.map(({ id }) => id));
    return [...read.value.filter(({ id }) => !ids.has(id)), ...records];
  });
  /** Rows come or go at the beginning: the list must keep its distance to the end. */
  const shift = shallowRef(false);
  /** Grows whenever another place was opened: nothing of what was measured before holds. */
  const opened = shallowRef(0);
  /** Since what was opened first has been painted: to hear of more can wait for that, and costs time. */
  const listening = shallowRef(false);
  const filling = { before: shallowRef<Filling>('idle'), after: shallowRef<Filling>('idle') };

  // The same, unseen by Vue: the query below must not start anew with every page.
  let held: Slice | null = null;
  /** Where it was read from. */
  let source: Database | null = null;
  let turns: Promise<unknown> = Promise.resolve();
  const growing = { before: false, after: false };

  /** One change at a time: what was read must still be what is shown when it is shown. */
  function turn(change: (db: Database) => Promise<void>): Promise<void> {
    const run = async () => {
      const db = store.value;
      if (db !== null) await change(db);
    };
    const mine = turns.then(run);
    turns = mine.catch(() => {});
    return mine;
  }

  function hold(next: Slice): void {
    held = next;
    slice.value = next;
  }

  async function show(next: Slice, at: 'start' | 'end'): Promise<void> {
    if (next === held) return;
    shift.value = at === 'start';
    hold(next);
    await nextTick();
    shift.value = false;
  }

  /** Opens a window around a place. @returns whether it did */
  async function open(seq: number, { when, enough, opening }: Opening): Promise<boolean> {
    let done = false;
    await turn(async (db) => {
      const read = held === null && when === 'if-here' ? firstWindow : readWindow;
      const { found, unsent: sends, began } = await read(db, chatId, seq);
      if (when === 'if-here' && !found.here) return;
      done = true;
      opening?.();
      for (const side of [filling.before, filling.after]) if (side.value === 'failed') side.value = 'idle';
      takeUnsent(sends, began);
      opened.value += 1;
      source = db;
      hold(seq === END ? lastOf(found.slice, enough(found.slice.messages)) : found.slice);
      if (!listening.value) void nextPaint().then(() => (listening.value = true));
      await nextTick();
    });
    return done;
  }

  function older(): Promise<void> {
    return grow('before', async (db, from) => {
      await show((await grownBefore(db, chatId, from)) ?? from, 'start');
      if (held !== null) await show(trimmedEnd(held), 'end');
    });
  }

  function newer(): Promise<void> {
    return grow('after', async (db, from) => {
      await show((await grownAfter(db, chatId, from)) ?? from, 'end');
      if (held !== null) await show(trimmedStart(held), 'start');
    });
  }

  async function grow(side: Side, read: (db: Database, from: Slice) => Promise<void>): Promise<void> {
    if (held?.[side] === 'hole') return fill(side);
    if (held?.[side] !== 'more' || growing[side]) return;
    growing[side] = true;
    try {
      await turn(async (db) => {
        if (held?.[side] === 'more') await read(db, held);
      });
    } finally {
      // Also when the database was closed under us: the next one is read from then.
      growing[side] = false;
    }
  }

  /** Asks the server for what is missing. Once it failed, only the reader or a line that is back asks again. */
  async function fill(side: Side): Promise<void> {
    const state = filling[side];
    const edge = () => (side === 'before' ? held?.messages[0] : held?.messages.at(-1))?.seq;
    if (held === null || state.value !== 'idle') return;
    const from = edge();
    state.value = 'filling';
    let stuck = true;
    try {
      const filled = await askFor(side, from);
      if (filled !== 'no-answer') await turn((db) => growInto(db, side));
      // An answer that brought nothing is none: asking on would never end.
      stuck = held?.[side] === 'hole' && edge() === from;
    } finally {
      state.value = stuck ? 'failed' : 'idle';
    }
  }

  /** All that was here may have been cleared away: then there is no message to ask from. */
  function askFor(side: Side, from: number | undefined): Promise<Filled> {
    if (from === undefined) return fillEnd(chatId);
    return side === 'before' ? fillBefore(chatId, from) : fillAfter(chatId, from);
  }

  async function growInto(db: Database, side: Side): Promise<void> {
    if (held === null) return;
    if (held.messages.length === 0) {
      // As if the chat were opened anew: there is no place to keep.
      opened.value += 1;
      return hold(await sliceAt(db, chatId, END));
    }
    const grown = await (side === 'before' ? grownBefore : grownAfter)(db, chatId, held);
    if (grown !== null) await show(grown, side === 'before' ? 'start' : 'end');
  }

  function retryFill(side: Side): Promise<void> {
    filling[side].value = 'idle';
    return fill(side);
  }

  watch(link, (now) => {
    if (now !== 'live') return;
    for (const side of ['before', 'after'] as const) if (filling[side].value === 'failed') void retryFill(side);
  });

  /** What was kept before a reading began is in it, or has been taken by the server. */
  function takeUnsent(sends: readonly Unsent[], began: number): void {
    read.value = sends;
    fresh.value = fresh.value.filter(({ at }) => at >= began);
  }

  // At once, for its time is what counts.
  watch(lastKept, keepFresh, { flush: 'sync' });

  function keepFresh(record: ActRecord | null): void {
    if (record === null || !isUnsent(record) || record.act.chatId !== chatId) return;
    fresh.value = [...fresh.value, { record, at: performance.now() }];
  }

  // Both in one reading: what the server has just taken leaves the one and enters the other, and is never in neither.
  const heard = useLive(
    async (db) => {
      const base = held;
      const began = performance.now();
      const next = base && (await caughtUp(db, chatId, base));
      return { base, began, next, unsent: await unsentIn(db, chatId) };
    },
    null,
    () => listening.value,
  );

  watch(heard, (found) => {
    if (found === null) return;
    void turn(async (db) => {
      if (held === null) return;
      const next = found.base === held ? found.next : await caughtUp(db, chatId, held);
      takeUnsent(found.unsent, found.began);
      // What is gone was cleared away: what there is now is at the end.
      await show(next ?? (await sliceAt(db, chatId, END)), 'end');
      // A chat that is left open for days must not grow for days.
      if (held.messages.length < LARGEST + SLACK) return;
      if (atEnd.value) await show(trimmedStart(held), 'start');
      else await show(trimmedEnd(held), 'end');
    });
  });

  onScopeDispose(() => {
    const isWhole = held?.after === 'whole' && unsent.value.length === 0;
    if (held !== null && isWhole && atEnd.value && source === store.value) keepEnd(chatId, held);
  });

  return {
    slice: readonly(slice),
    unsent,
    shift: readonly(shift),
    opened: readonly(opened),
    fillingBefore: readonly(filling.before),
    fillingAfter: readonly(filling.after),
    open,
    older,
    newer,
    retryFill,
  };
}
