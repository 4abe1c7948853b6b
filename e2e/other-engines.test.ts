import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuid } from 'uuid';
import { openFirefox } from './firefox.ts';
import { type Product, startProduct } from './product.ts';
import { askAt } from './robot.ts';
import type { Tab } from './tab.ts';
import { openWebKit } from './webkit.ts';

const PATIENCE_MS = 30_000;
const MESSAGES = 300;

const ENGINES = [
  { name: 'Firefox ESR', setting: 'FIREFOX', open: openFirefox, from: 'firefox-esr' },
  { name: 'WebKitGTK', setting: 'WEBKIT', open: openWebKit, from: 'webkit2gtk-driver and xvfb' },
];

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.end());

for (const { name, setting, open, from } of ENGINES) {
  const path = process.env[setting];
  const title = path === undefined ? `${name}: skipped, it is not on this machine (Debian: ${from})` : name;
  describe.skipIf(path === undefined)(title, () => {
    let tab: Tab;
    let chat: Chat;
    beforeAll(async () => {
      tab = await open(path ?? '');
      chat = await moveIn(tab);
    });
    afterAll(() => tab.close());

    it('opens from the device with the server away, keeps a draft over a reload, and sends what was written when the server is back', async () => {
      const address = `${product.origin}/chats/${chat.id}`;
      await tab.goto(address);
      await until(tab, hasText, `Message ${MESSAGES}`);
      await tab.run(async () => {
        await navigator.serviceWorker.ready;
      }, null);
      await until(tab, isUnderTheWorker, null);
      await tab.run(type, 'half a sent');
      await product.pause();
      try {
        await tab.goto(address);
        await until(tab, hasText, `Message ${MESSAGES}`);
        await until(tab, holds, 'half a sent');
        await tab.run(type, 'Written in the dark');
        await tab.run(send, null);
        await until(tab, hasText, 'Written in the dark');
        await until(tab, waits, true);
      } finally {
        await product.resume();
      }
      await until(tab, waits, false);
      const texts = await newestTexts(chat);
      expect(texts.filter((text) => text === 'Written in the dark')).toHaveLength(1);
    });

    it('reads back without a row that jumps', async () => {
      await tab.goto(`${product.origin}/chats/${chat.id}`);
      await until(tab, hasText, `Message ${MESSAGES}`);
      const { jumps, rows } = await tab.run(readBack, 12_000);
      expect(jumps).toEqual([]);
      // Two pages of history came in above on the way.
      expect(rows).toBeGreaterThan(100);
    });
  });
}

interface Chat {
  readonly id: string;
  readonly token: string;
}

/** An account whose cookie this browser has, with one long chat. */
async function moveIn(tab: Tab): Promise<Chat> {
  await tab.goto(`${product.origin}/healthz`);
  const username = `ann_${uuid().slice(-8)}`;
  const { register } = await tab.run(askHere<{ register: { token: string } }>, {
    query: `mutation ($username: String!) { register(input: { username: $username, displayName: "Ann", password: "a sentence for a password" }) {
      ... on RegisterSuccess { token } } }`,
    variables: { username },
  });
  const { createGroup } = await ask<{ createGroup: { chat: { id: string } } }>(
    register.token,
    'mutation { createGroup(input: { title: "Hikers" }) { ... on CreateGroupSuccess { chat { id } } } }',
  );
  const chat = { id: createGroup.chat.id, token: register.token };
  for (let nth = 1; nth <= MESSAGES; nth += 1) {
    await ask(
      chat.token,
      `mutation ($id: UUID!, $chatId: ID!, $text: String!) { sendMessage(input: { id: $id, chatId: $chatId, text: $text }) { __typename } }`,
      { id: uuid(), chatId: chat.id, text: `Message ${nth}${' and more of it'.repeat(nth % 12)}` },
    );
  }
  return chat;
}

async function newestTexts({ id, token }: Chat): Promise<string[]> {
  const { node } = await ask<{ node: { messages: { edges: { node: { text: string } }[] } } }>(
    token,
    'query ($id: ID!) { node(id: $id) { ... on Chat { messages(last: 50) { edges { node { text } } } } } }',
    { id },
  );
  return node.messages.edges.map(({ node: { text } }) => text);
}

function ask<Data>(token: string, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  return askAt(`${product.origin}/graphql`, { token, query, variables });
}

async function until<Given>(tab: Tab, isSo: (given: Given) => boolean, given: Given): Promise<void> {
  await expect.poll(() => tab.run(isSo, given), { timeout: PATIENCE_MS, message: String(isSo) }).toBe(true);
}

// What follows runs in the page.

async function askHere<Data>(asked: { query: string; variables: object }): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  const { data }: { data: Data } = await response.json();
  return data;
}

function hasText(text: string): boolean {
  return [...document.querySelectorAll('[role=log] article')].some((row) => row.textContent?.includes(text));
}

function isUnderTheWorker(): boolean {
  return navigator.serviceWorker.controller?.state === 'activated';
}

function type(text: string): void {
  const field = document.querySelector('textarea');
  if (!field) throw new Error('There is nowhere to write.');
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

function holds(text: string): boolean {
  return document.querySelector('textarea')?.value === text;
}

function send(): void {
  document.querySelector('form')?.requestSubmit();
}

function waits(wanted: boolean): boolean {
  return (document.querySelector('[role=log] [role=img][aria-label^="On this device"]') !== null) === wanted;
}

/** Scrolls up some pixels in each frame and looks at every row: none may go up while the reader does. */
async function readBack(distance: number): Promise<{ jumps: string[]; rows: number }> {
  const STEP = 40;
  const view = document.querySelector<HTMLElement>('[role=log]');
  if (!view) throw new Error('There is no conversation.');
  const jumps: string[] = [];
  const seen = new Set<string>();
  let tops = new Map<string, number>();
  // What an observer of sizes sees is what is painted: it is told after all others, a list's own measuring included.
  const inFrame = (look: () => void) =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const observer = new ResizeObserver(() => {
          observer.disconnect();
          look();
          setTimeout(resolve);
        });
        observer.observe(document.documentElement);
      });
    });
  const look = () => {
    const rows = [...view.querySelectorAll<HTMLElement>('article')];
    const now = new Map(rows.map((row) => [row.dataset['key'] ?? '', row.getBoundingClientRect().top]));
    for (const [key, top] of now) {
      seen.add(key);
      const before = tops.get(key);
      if (before !== undefined && top - before < -1.5) jumps.push(`${key} by ${top - before}`);
    }
    tops = now;
  };
  for (let moved = 0; moved < distance; moved += STEP) {
    view.dispatchEvent(new WheelEvent('wheel', { deltaY: -STEP, bubbles: true }));
    view.scrollTop -= STEP;
    await inFrame(look);
  }
  return { jumps, rows: seen.size };
}
