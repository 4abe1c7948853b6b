import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../sync/store/db.ts';
import { withSpan, type Span } from '../../sync/store/spans.ts';
import { ben, chat, said } from '../../testing/records.ts';
import {
  caughtUp,
  END,
  findSlice,
  grownAfter,
  grownBefore,
  LARGEST,
  sliceAt,
  trimmedEnd,
  trimmedStart,
  type Slice,
} from './slice.ts';

let db: Database;

beforeEach(async () => {
  db = await openDatabase(`User:${crypto.randomUUID()}`);
});
afterEach(() => db.delete());

/** What this device has of a chat whose newest message is `newest`. */
async function have(newest: number, ...spans: Span[]): Promise<void> {
  await db.chats.put({ ...chat({ lastSeq: newest, lastMessage: newest === 0 ? null : said(ben, newest) }), rev: 0 });
  await db.spans.put({ chatId: 'hikers', spans });
  await db.messages.bulkPut(spans.flatMap(([from, to]) => seqs(Math.max(from, 1), to).map((seq) => said(ben, seq))));
}

function seqs(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** "41-100 more|whole" */
function sketch(slice: Slice | null): string {
  if (slice === null) return 'gone';
  const held = slice.messages.map(({ seq }) => seq);
  const first = held[0] ?? 0;
  expect(held).toEqual(held.map((_, index) => first + index));
  return `${held.length === 0 ? 'nothing' : `${first}-${held.at(-1)}`} ${slice.before}|${slice.after}`;
}

const open = (seq: number) => sliceAt(db, 'hikers', seq);
const before = async (slice: Slice) => grownBefore(db, 'hikers', slice);
const after = async (slice: Slice) => grownAfter(db, 'hikers', slice);

describe('a slice', () => {
  it('is one window, however long the chat', async () => {
    await have(5_000, [0, 5_000]);
    expect(sketch(await open(END))).toBe('4941-5000 more|whole');
    expect(sketch(await open(2_500))).toBe('2440-2559 more|more');
    expect(sketch(await open(1))).toBe('1-60 whole|more');
  });

  it('is everything of a short chat, and nothing of an empty one', async () => {
    await have(3, [0, 3]);
    expect(sketch(await open(END))).toBe('1-3 whole|whole');
    await have(0);
    expect(sketch(await open(END))).toBe('nothing whole|whole');
    // Entries that are no messages: somebody came.
    await db.messages.clear();
    await db.spans.put({ chatId: 'hikers', spans: withSpan([], [1, 1]) });
    expect(sketch(await open(END))).toBe('nothing whole|whole');
  });

  it('says when nothing is here yet', async () => {
    await have(9);
    expect(sketch(await open(END))).toBe('nothing hole|hole');
  });

  it('grows at both ends by a page', async () => {
    await have(1_000, [0, 1_000]);
    const middle = await open(500);
    expect(sketch(await before(middle))).toBe('380-559 more|more');
    expect(sketch(await after(middle))).toBe('440-619 more|more');
  });

  it('skips what is no message in the log of the chat', async () => {
    await have(1_000, [0, 1_000]);
    await db.messages.bulkDelete(seqs(951, 995).map((seq): [string, number] => ['hikers', seq]));
    const { messages, before: earlier } = await open(END);
    expect(messages.map(({ seq }) => seq)).toEqual([...seqs(896, 950), ...seqs(996, 1_000)]);
    expect(earlier).toBe('more');
  });

  it('may be smaller than a page', async () => {
    await have(1_000, [0, 1_000]);
    expect(sketch((await findSlice(db, 'hikers', 500, 5)).slice)).toBe('495-504 more|more');
  });

  it('says whether what was looked for is here', async () => {
    await have(500, [0, 100], [451, 500]);
    const here = async (seq: number) => (await findSlice(db, 'hikers', seq)).here;
    expect(await Promise.all([50, 300, 460, END].map(here))).toEqual([true, false, true, true]);
    await have(600, [0, 100]);
    expect(await here(END)).toBe(false);
  });

  it('ends where the chat begins', async () => {
    await have(70, [0, 70]);
    expect(sketch(await before(await open(END)))).toBe('1-70 whole|whole');
  });

  it('lets its far end go and knows that there is more', async () => {
    await have(2_000, [0, 2_000]);
    let slice = await open(1_000);
    while (slice.messages.length <= LARGEST) slice = (await before(slice)) ?? slice;
    expect(sketch(trimmedEnd(slice))).toMatch(/more\|more$/);
    expect(trimmedEnd(slice).messages).toHaveLength(LARGEST);
    expect(trimmedEnd(slice).messages[0]).toBe(slice.messages[0]);
    expect(trimmedStart(slice).messages.at(-1)).toBe(slice.messages.at(-1));
    expect(sketch(await after(trimmedEnd(slice)))).toMatch(/more\|more$/);
  });
});

describe('a hole', () => {
  it('ends the slice on both of its sides', async () => {
    await have(500, [0, 100], [451, 500]);
    expect(sketch(await open(END))).toBe('451-500 hole|whole');
    expect(sketch(await open(100))).toBe('40-100 more|hole');
    expect(sketch(await before(await open(END)))).toBe('451-500 hole|whole');
    expect(sketch(await after(await open(100)))).toBe('40-100 more|hole');
  });

  it('at the end is seen when a newer message was heard of', async () => {
    await have(500, [0, 100]);
    expect(sketch(await open(END))).toBe('41-100 more|hole');
  });

  it('is crossed once it is filled', async () => {
    await have(500, [0, 100], [451, 500]);
    const slice = await open(END);
    await have(500, [0, 100], [401, 500]);
    expect(sketch(await before(slice))).toBe('401-500 hole|whole');
    await have(500, [0, 500]);
    expect(sketch(await before(slice))).toBe('391-500 more|whole');
  });

  it('at the place that is wanted opens the stretch beside it', async () => {
    await have(500, [0, 100], [451, 500]);
    expect(sketch(await open(101))).toBe('41-100 more|hole');
    expect(sketch(await open(300))).toBe('451-500 hole|whole');
  });
});

describe('what is said meanwhile', () => {
  it('comes in at the end', async () => {
    await have(100, [0, 100]);
    const slice = await open(END);
    await have(102, [0, 102]);
    const now = await caughtUp(db, 'hikers', slice);
    expect(sketch(now)).toBe('41-102 more|whole');
    expect(now?.messages[0]).toBe(slice.messages[0]);
  });

  it('leaves a slice as it is when nothing was, or when it was let go at its end', async () => {
    await have(1_000, [0, 1_000]);
    const [end, middle] = [await open(END), await open(500)];
    expect(await caughtUp(db, 'hikers', end)).toBe(end);
    await have(1_001, [0, 1_001]);
    expect(await caughtUp(db, 'hikers', middle)).toBe(middle);
  });

  it('is not shown across a hole', async () => {
    await have(100, [0, 100]);
    const slice = await open(END);
    await have(200, [0, 100], [200, 200]);
    expect(sketch(await caughtUp(db, 'hikers', slice))).toBe('41-100 more|hole');
  });

  it('is the first thing of an empty chat', async () => {
    await have(0);
    const slice = await open(END);
    await have(1, [0, 1]);
    expect(sketch(await caughtUp(db, 'hikers', slice))).toBe('1-1 whole|whole');
  });

  it('may be that all of it was cleared away', async () => {
    await have(100, [0, 100]);
    const slice = await open(END);
    await db.spans.clear();
    expect(sketch(await caughtUp(db, 'hikers', slice))).toBe('gone');
  });
});
