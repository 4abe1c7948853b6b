// @vitest-environment node
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, shallowRef, watch, type EffectScope } from 'vue';
import { setLink } from '../../sync/link.ts';
import { discard, send } from '../../sync/outbox.ts';
import type { Message } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { closeStore, openStore } from '../../sync/store/account.ts';
import type { Database } from '../../sync/store/db.ts';
import type { Span } from '../../sync/store/spans.ts';
import { ann, ben, chat, said } from '../../testing/records.ts';
import { END, LARGEST } from './slice.ts';
import { useSlice } from './use-slice.ts';

let db: Database;
let scope: EffectScope;
let windowed: ReturnType<typeof useSlice>;
/** What the server has: messages by seq, or nothing when it does not answer. */
let server: { first: number; last: number } | null;
let asked = 0;

beforeEach(async () => {
  db = await openStore(`User:${crypto.randomUUID()}`);
  setLink('down');
  // A screen of sixty of the shortest messages.
  vi.stubGlobal('innerHeight', 60 * 36);
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint));
  server = null;
  asked = 0;
  vi.stubGlobal('fetch', async (_url: string, init: { body: string }) => {
    asked += 1;
    if (server === null) throw new TypeError('Failed to fetch');
    const { variables } = JSON.parse(init.body);
    return new Response(JSON.stringify(page(server, variables)), { headers: { 'content-type': 'application/json' } });
  });
});
afterEach(async () => {
  scope.stop();
  await db.delete();
  closeStore();
  vi.unstubAllGlobals();
});

function page({ first, last }: { first: number; last: number }, window: { around: string | null; last: number }) {
  const middle = window.around === null ? last : Number(window.around.replace('Message:', ''));
  const [from, to] = [Math.max(first, middle - window.last / 2), Math.min(last, middle + window.last / 2)];
  const edges = seqs(from, to).map((seq) => ({ node: wire(said(ben, seq)) }));
  const messages = { edges, pageInfo: { hasPreviousPage: from > first, hasNextPage: to < last } };
  return { data: { viewer: { chat: { node: { id: 'hikers', messages } } } } };
}

function wire({ id, uuid, seq, sender, text, at }: Message) {
  return { id, uuid, chat: { id: 'hikers' }, seq, kind: 'TEXT', notice: null, sender, text, createdAt: new Date(at) };
}

function seqs(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

async function have(newest: Message, ...spans: Span[]): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    await db.chats.put({ ...chat({ lastSeq: newest.seq, lastMessage: newest }), rev: newest.seq });
    await db.spans.put({ chatId: 'hikers', spans });
    await db.messages.bulkPut(spans.flatMap(([from, to]) => seqs(Math.max(from, 1), to).map((seq) => said(ben, seq))));
    await db.messages.put(newest);
  });
}

async function openAt(seq: number, enough = Infinity): Promise<void> {
  scope = effectScope();
  windowed = scope.run(() => useSlice('hikers', shallowRef(seq === END))) ?? windowed;
  await windowed.open(seq, { when: 'nearest', enough: () => enough });
}

const ends = () => {
  const { messages, before, after } = windowed.slice.value ?? { messages: [], before: '', after: '' };
  return `${messages[0]?.seq}-${messages.at(-1)?.seq} ${before}|${after}`;
};

describe('the window', () => {
  it('grows where the reader goes and lets go behind them', async () => {
    await have(said(ben, 2_000), [0, 2_000]);
    await openAt(END);
    for (let page = 0; page < 12; page += 1) await windowed.older();
    expect(windowed.slice.value?.messages).toHaveLength(LARGEST);
    expect(ends()).toBe('1221-1820 more|more');
    for (let page = 0; page < 3; page += 1) await windowed.newer();
    expect(ends()).toBe('1401-2000 more|whole');
    expect(windowed.shift.value).toBe(false);
  });

  it('opens at the end with no more than fills the screen', async () => {
    await have(said(ben, 1_000), [0, 1_000]);
    await openAt(END, 12);
    expect(ends()).toBe('989-1000 more|whole');
  });

  it('asks once for a page, however often the end comes near', async () => {
    await have(said(ben, 1_000), [0, 1_000]);
    await openAt(END);
    await Promise.all([windowed.older(), windowed.older(), windowed.older()]);
    expect(ends()).toBe('881-1000 more|whole');
  });

  it('hears what is said at its end', async () => {
    await have(said(ben, 100), [0, 100]);
    await openAt(END);
    await have(said(ben, 101), [0, 101]);
    await expect.poll(ends).toBe('41-101 more|whole');
  });

  it('asks the server again when all of it was cleared away, and says when there is no answer', async () => {
    await have(said(ben, 100), [0, 100]);
    await openAt(END);
    await Promise.all([db.messages.clear(), db.spans.clear()]);
    await expect.poll(ends).toBe('undefined-undefined hole|hole');
    await windowed.older();
    expect(windowed.fillingBefore.value).toBe('failed');
    server = { first: 1, last: 100 };
    await windowed.retryFill('before');
    expect(ends()).toBe('75-100 hole|whole');
  });

  it('shows what waits to be sent also when it goes back to an end that was left before', async () => {
    await have(said(ben, 100), [0, 100]);
    replica.chats.set('hikers', chat({ lastSeq: 100, lastMessage: said(ben, 100) }));
    await openAt(END);
    scope.stop();
    await openAt(END);
    await send('hikers', 'Waits');
    await windowed.open(50, { when: 'if-here', enough: () => 60 });
    await windowed.open(END, { when: 'if-here', enough: () => 60 });
    expect(windowed.unsent.value.map(({ act }) => act.text)).toEqual(['Waits']);
  });

  it('does not grow without end while it is left open', async () => {
    await have(said(ben, 100), [0, 100]);
    await openAt(END);
    for (let to = 150; to <= 1_000; to += 50) {
      await have(said(ben, to), [0, to]);
      await expect.poll(() => windowed.slice.value?.messages.at(-1)?.seq).toBe(to);
    }
    expect(windowed.slice.value?.messages.length).toBeLessThan(LARGEST + 200);
    expect(ends()).toMatch(/-1000 more\|whole$/);
  });

  it('shows what there is once the server has another history, however like the old one it looks', async () => {
    await have(said(ben, 20), [0, 20]);
    await openAt(END);
    await have(said(ben, 20, { id: 'Message:other', text: 'Another past' }), [0, 20]);
    await expect.poll(() => windowed.slice.value?.messages.at(-1)?.text).toBe('Another past');
  });

  it('stays at the end when all was read afresh, and finds its way back from there', async () => {
    server = { first: 1, last: 100 };
    await have(said(ben, 100), [0, 100]);
    await openAt(END);
    await db.messages.clear();
    await have(said(ben, 100), [100, 100]);
    await expect.poll(ends).toBe('100-100 hole|whole');
    await windowed.older();
    expect(ends()).toBe('50-100 hole|whole');
  });

  it('leaves what is said alone while the reader is elsewhere', async () => {
    await have(said(ben, 1_000), [0, 1_000]);
    await openAt(500);
    await have(said(ben, 1_001), [0, 1_001]);
    await db.acts.add({ id: 'u', act: { kind: 'send', chatId: 'hikers', uuid: 'u', text: 'x' }, at: 1, refusal: null });
    await expect.poll(() => windowed.unsent.value.length).toBe(1);
    expect(ends()).toBe('440-559 more|more');
  });
});

it('shows a message of one’s own at every moment, before and after the server takes it', async () => {
  await have(said(ben, 100), [0, 100]);
  await openAt(END);
  const shown: number[] = [];
  const count = () =>
    windowed.unsent.value.filter(({ act }) => act.uuid === 'mine').length +
    (windowed.slice.value?.messages.filter(({ uuid }) => uuid === 'mine').length ?? 0);
  await db.acts.add({
    id: 'mine',
    act: { kind: 'send', chatId: 'hikers', uuid: 'mine', text: 'Hello' },
    at: 1,
    refusal: null,
  });
  await expect.poll(count).toBe(1);
  scope.run(() => watch([windowed.slice, windowed.unsent], () => shown.push(count()), { flush: 'post' }));
  await db.transaction('rw', db.tables, async () => {
    await db.acts.clear();
    await have(said(ann, 101, { uuid: 'mine' }), [0, 101]);
  });
  await expect.poll(ends).toBe('41-101 more|whole');
  await expect.poll(() => windowed.unsent.value.length).toBe(0);
  expect(shown).not.toContain(0);
  expect(count()).toBe(1);
});

describe('a database that is closed under it and opened again', () => {
  async function again(): Promise<void> {
    db = await openStore(db.name.replace('ruggine:', ''));
  }

  it('is read on from', async () => {
    await have(said(ben, 1_000), [0, 1_000]);
    await openAt(END);
    db.close();
    await expect(windowed.older()).rejects.toThrow();
    await again();
    await windowed.older();
    expect(ends()).toBe('881-1000 more|whole');
  });

  it('is filled once the line is back', async () => {
    server = { first: 1, last: 500 };
    await have(said(ben, 500), [451, 500]);
    await openAt(END);
    db.close();
    await expect(windowed.older()).rejects.toThrow();
    expect(windowed.fillingBefore.value).toBe('failed');
    await again();
    setLink('live');
    await expect.poll(ends).toBe('401-500 hole|whole');
  });
});

describe('a hole', () => {
  it('is filled from the server as the reader comes to it', async () => {
    server = { first: 1, last: 500 };
    await have(said(ben, 500), [451, 500]);
    await openAt(END);
    const filling = windowed.older();
    expect(windowed.fillingBefore.value).toBe('filling');
    await filling;
    expect(windowed.fillingBefore.value).toBe('idle');
    expect(ends()).toBe('401-500 hole|whole');
  });

  it('ends at the beginning of the chat', async () => {
    server = { first: 1, last: 70 };
    await have(said(ben, 70), [51, 70]);
    await openAt(END);
    await windowed.older();
    expect(ends()).toBe('1-70 whole|whole');
  });

  it('is filled at the end, up to the stretch behind it', async () => {
    server = { first: 1, last: 130 };
    await have(said(ben, 130), [0, 100], [121, 130]);
    await openAt(101);
    expect(ends()).toBe('41-100 more|hole');
    await windowed.newer();
    expect(ends()).toBe('41-130 more|whole');
  });

  it('says so when there is no answer, asks no more by itself, and again when the line is back', async () => {
    await have(said(ben, 500), [451, 500]);
    await openAt(END);
    await windowed.older();
    expect(windowed.fillingBefore.value).toBe('failed');
    const before = asked;
    await windowed.older();
    expect(asked).toBe(before);
    server = { first: 1, last: 500 };
    setLink('live');
    await expect.poll(ends).toBe('401-500 hole|whole');
    expect(windowed.fillingBefore.value).toBe('idle');
  });
});

describe('what is written', () => {
  const texts = () => windowed.unsent.value.map(({ act }) => act.text);

  it('is there as soon as it is kept, once, and goes when it is taken back', async () => {
    await have(said(ben, 10), [0, 10]);
    await openAt(END);
    const seen: string[][] = [];
    scope.run(() => watch(windowed.unsent, () => seen.push(texts()), { flush: 'sync' }));
    await send('hikers', 'One');
    expect(texts()).toEqual(['One']);
    await send('hikers', 'Two');
    expect(texts()).toEqual(['One', 'Two']);
    await send('flat', 'Elsewhere');
    const [first] = windowed.unsent.value;
    await discard(first?.id ?? '');
    await expect.poll(texts).toEqual(['Two']);
    // Nothing came and went in between.
    const changes = seen.map(String).filter((words, nth, all) => words !== all[nth - 1]);
    expect(changes).toEqual(['One', 'One,Two', 'Two']);
  });
});
