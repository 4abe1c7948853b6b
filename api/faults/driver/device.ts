import { setTimeout as pause } from 'node:timers/promises';
import { canary } from '../checker/rights.ts';
import { USUAL_BACKOFF, waitBefore } from './backoff.ts';
import { EVENTS, isEvent, readEvent, type Snapshot } from './documents.ts';
import { createGate } from './gate.ts';
import { post, type Answer } from './http.ts';
import { insist, TRY_MS } from './insist.ts';
import { type Line, openLine } from './line.ts';
import { createOutbox, type Letter, type Outcome } from './outbox.ts';
import type { DeviceSetup } from './setup.ts';
import { takeOverview, takeSnapshot } from './snapshot.ts';
import { createStore, type Store } from './store.ts';

export type Device = Readonly<{
  name: string;
  userId: string;
  token: string;
  store: Store;
  /** Reads the state, or takes one that was read for the same person, and goes live. Resolves with the first subscription. */
  start(known?: Snapshot): Promise<void>;
  /** Reads the state as the server shows it now. */
  snapshot(): Promise<Snapshot>;
  /** The same without what was said long ago. */
  overview(): Promise<Snapshot>;
  send(letter: Letter): Promise<Outcome>;
  /** An operation over HTTP, tried until its outcome is known: only for what may be repeated. */
  insist<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** Cuts the line without a goodbye and stays away. */
  goOffline(): void;
  goOnline(): void;
  /** Stops and begins again to read the socket, which answers pings all the same. Whoever is cut off meanwhile stays away. */
  deafen(): void;
  listen(): void;
  stop(): void;
  isLive(): boolean;
  /** Started and not stopped, by us or by the end of its session. */
  isWanted(): boolean;
  pending(): number;
  counts(): Readonly<{ lines: number; shown: number; repeats: number }>;
}>;

/** The server pings every 12 s: after this much silence the line is dead, though nobody has said so. */
const SILENCE_MAX_MS = 20_000;
const LOOK_EVERY_MS = 2_000;

/** A simulated device with an honest client: it keeps its cursor, its outbox and its store through every fault. */
export function createDevice(setup: DeviceSetup): Device {
  const { name, userId, token, nodes, history, chance, sends = 'either', backoff = USUAL_BACKOFF } = setup;
  const store = createStore(userId, setup.countsOnly);
  let cursor = '';
  let place = 0;
  let line: Line | null = null;
  let wanted = false;
  const network = createGate();
  const ears = createGate();
  let live = false;
  let wentLive = () => {};
  let stale = false;
  const counts = { lines: 0, shown: 0, repeats: 0 };
  let first = chance.whole(0, nodes.length - 1);
  const outbox = createOutbox(setup, attempt);
  return {
    name,
    userId,
    token,
    store,
    start,
    snapshot: () => takeSnapshot(setup),
    overview: () => takeOverview(setup),
    send: outbox.post,
    insist: (query, variables) => insist(setup, query, variables),
    goOffline: () => {
      network.shut();
      line?.terminate();
    },
    goOnline: network.open,
    deafen: () => {
      ears.shut();
      line?.pause();
    },
    listen: () => {
      ears.open();
      line?.resume();
    },
    stop,
    isLive: () => live,
    isWanted: () => wanted,
    pending: outbox.pending,
    counts: () => ({ ...counts }),
  };

  async function start(known?: Snapshot): Promise<void> {
    wanted = true;
    begin(known ?? (await takeSnapshot(setup)));
    const begun = new Promise<void>((resolve) => {
      wentLive = resolve;
    });
    stayConnected().catch((error: unknown) => history.record({ what: 'trouble', device: name, text: String(error) }));
    await begun;
  }

  function begin(state: Snapshot): void {
    store.begin(state);
    cursor = state.cursor;
    place++;
    stale = false;
    const known = state.chats.flatMap(({ messages }) => messages.map(({ id }) => id));
    history.record({ what: 'snapshot', device: name, userId, known });
  }

  async function stayConnected(): Promise<void> {
    for (let tries = 0; wanted; tries++) {
      await network.passed();
      await ears.passed();
      if (stale) begin(await takeSnapshot(setup));
      if (!wanted) return;
      const began = performance.now();
      const { code, reason } = await hold(openLine(nextNode(), token, setup.localAddress));
      if (performance.now() - began > 1_000) tries = 0;
      if (code === 4401) return stop();
      const wait = code === 4429 ? (askedIn(reason) + chance.number()) * 1_000 : waitBefore(backoff, tries, chance);
      if (wanted && network.isOpen()) await pause(wait);
    }
  }

  function nextNode(): string {
    first = (first + 1) % nodes.length;
    return nodes[first] ?? '';
  }

  /** Lives on one line until it ends. */
  async function hold(opened: Line): Promise<Readonly<{ code: number; reason: string }>> {
    line = opened;
    const number = ++counts.lines;
    const began = performance.now();
    const watch = setInterval(() => {
      if (ears.isOpen() && performance.now() - opened.heardAt() > SILENCE_MAX_MS) opened.terminate();
    }, LOOK_EVERY_MS);
    const node = nodes[first] ?? '';
    const begin = () => {
      history.record({ what: 'connected', device: name, line: number, node, place });
      opened.subscribe(setup.subscription ?? 'events', { query: EVENTS, variables: { after: cursor } }, (answer) =>
        hear(answer, opened, number),
      );
      live = true;
      wentLive();
    };
    opened.ready.then(begin, () => {});
    const end = await opened.closed;
    clearInterval(watch);
    live = false;
    line = null;
    const lived = Math.round(performance.now() - began);
    history.record({ what: 'disconnected', device: name, line: number, code: end.code, lived });
    return end;
  }

  function hear({ data, errors }: Answer<unknown>, from: Line, number: number): void {
    if (!isEvent(data)) {
      // What could not be told is read afresh, as the protocol says.
      history.record({ what: 'trouble', device: name, text: JSON.stringify(errors) });
      stale = true;
      return from.terminate();
    }
    const event = readEvent(data.events);
    if (event.type === 'SnapshotRequired') {
      stale = true;
      return from.terminate();
    }
    if ('seq' in event) {
      const answer = store.apply(event);
      const { type, chatId, seq, subject, sender, text } = event;
      counts.shown++;
      if (answer === 'repeat') counts.repeats++;
      const item = { type, chatId, seq, subject, sender, text, answer };
      const isAsItShouldBe = answer === 'new' && (text === null || text.startsWith(canary(chatId)));
      if (!store.countsOnly || !isAsItShouldBe)
        history.record({ what: 'shown', device: name, userId, line: number, item });
    } else if ('readSeq' in event) store.read(event.chatId, event.readSeq);
    cursor = event.cursor;
    place++;
  }

  function attempt<T>(query: string, variables: Readonly<Record<string, unknown>>): Promise<Answer<T>> {
    const overSocket = sends === 'socket' || (sends === 'either' && chance.happens(0.5));
    if (overSocket && line && live) return line.ask<T>(query, variables, TRY_MS);
    if (!network.isOpen() || sends === 'socket') return Promise.reject(new Error('offline'));
    return post<T>({ url: chance.oneOf(nodes), token, query, variables, timeoutMs: TRY_MS });
  }

  function stop(): void {
    wanted = false;
    outbox.close();
    line?.terminate();
    network.open();
    ears.open();
    wentLive();
  }
}

/** The seconds that a node asks for, spread already over those it turns away. */
function askedIn(reason: string): number {
  return Number(/\d+/.exec(reason)?.[0] ?? 1);
}
