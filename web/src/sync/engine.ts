import { readonly, shallowRef } from 'vue';
import { wait } from '../lib/wait.ts';
import { writeStored } from '../platform/storage.ts';
import { applyEvent } from './apply.ts';
import type { Errand, LiveEvent } from './apply.ts';
import { fetchChat } from './chats.ts';
import { news } from './client.ts';
import { flushDeliveredMarks, forgetDeliveredMarks, markAllDelivered, markDelivered } from './delivered-marks.ts';
import { Events } from './documents/events.ts';
import { Signals } from './documents/signals.ts';
import { drafts } from './drafts.ts';
import { pauseAfter, type Ending } from './ending.ts';
import { refreshTimelines } from './history.ts';
import { link, setLink } from './link.ts';
import { refreshPresences } from './presences.ts';
import { flushReadMarks, forgetReadMarks } from './read-marks.ts';
import { forgetEverything, replica } from './replica.ts';
import { outbox } from './sending.ts';
import { hearSignal } from './signals.ts';
import { takeSnapshot } from './snapshot.ts';
import { openLine } from './socket.ts';
import type { Line } from './socket.ts';

export type Phase =
  | { readonly at: 'starting' }
  | { readonly at: 'unreachable' }
  /** Nobody is signed in: nobody was, or they left, or the server or another window ended it. */
  | { readonly at: 'guest'; readonly because: 'nobody' | 'left' | 'ended' }
  | { readonly at: 'ready' };

/** A line that held this long was a good one: the next attempt may follow soon. */
const LASTED_AFTER_MS = 5_000;

const current = shallowRef<Phase>({ at: 'starting' });

export const phase = readonly(current);

/** One life of the loop; a new one is made at each start, so that what an old one still hears comes to nothing. */
let life = new AbortController();
let nap = new AbortController();

/** Whose drafts and unsent messages are here. They wait for the same person to come back, and for nobody else. */
let owner: string | null = null;

/** Reads where this person stands, then follows what changes, for as long as the session lasts. */
export async function start(): Promise<void> {
  life.abort();
  life = new AbortController();
  const { signal } = life;
  news.signedOut = () => endSession('ended');
  // An answer over HTTP says that the socket need not sleep on.
  news.answered = () => link.value === 'down' && hurry();
  const outcome = await takeFirstSnapshot(signal);
  if (signal.aborted) return;
  if (outcome === 'guest') return endSession('ended');
  if (owner !== replica.me.value?.user.id) forgetUnsent();
  owner = replica.me.value?.user.id ?? null;
  writeStored('was-in', 'yes');
  current.value = { at: 'ready' };
  outbox.hurry();
  markAllDelivered();
  await follow(signal);
}

/** Forgets the person. `left` by their own wish, with everything unsent; `ended` by the server or in another window. */
export function endSession(how: 'left' | 'ended'): void {
  life.abort();
  setLink('down');
  writeStored('was-in', null);
  forgetEverything(replica);
  if (how === 'left') forgetUnsent();
  if (current.value.at !== 'guest') {
    current.value = { at: 'guest', because: current.value.at === 'ready' ? how : 'nobody' };
  }
}

function forgetUnsent(): void {
  outbox.clear();
  drafts.clear();
  forgetReadMarks();
  forgetDeliveredMarks();
}

async function takeFirstSnapshot(signal: AbortSignal): Promise<'taken' | 'guest'> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await takeSnapshot(signal);
    if (signal.aborted) return 'guest';
    if (outcome !== 'no-answer') return outcome;
    if (current.value.at !== 'ready') current.value = { at: 'unreachable' };
    await sleep(pauseAfter({ why: 'lost' }, attempt), signal);
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const cutShort = new Promise<void>((resolve) =>
    nap.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([wait(ms, signal), cutShort]);
}

/** The browser believes that the line is back, or the reader is: do not sleep any longer. */
export function hurry(): void {
  nap.abort();
  nap = new AbortController();
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    setLink('connecting');
    const { ending, lasted } = await listen(signal);
    if (signal.aborted) return;
    if (ending.why === 'signed-out') return endSession('ended');
    if (lasted) attempt = 0;
    // A server that moves or asks for patience is no trouble that the reader should hear of.
    setLink(ending.why === 'lost' ? 'down' : 'connecting');
    await (ending.why === 'crowded' ? wait : sleep)(pauseAfter(ending, attempt), signal);
  }
}

/** One line, with what happened since the newest cursor and what others are doing, until it ends. */
function listen(signal: AbortSignal): Promise<{ ending: Ending; lasted: boolean }> {
  return new Promise((resolve) => {
    let liveSince = Infinity;
    const line = openLine({
      connected: () => {
        liveSince = performance.now();
        setLink('live');
        outbox.hurry();
        flushReadMarks();
        flushDeliveredMarks();
      },
      ended: (ending) => resolve({ ending, lasted: performance.now() - liveSince > LASTED_AFTER_MS }),
    });
    line.follow(Events, { after: replica.cursor.value }, ({ events }) => {
      if (!signal.aborted) void takeIn(events, line);
    });
    line.overhear(Signals, {}, ({ signals }) => {
      if (!signal.aborted) hearSignal(signals);
    });
    signal.addEventListener('abort', line.close, { once: true });
  });
}

async function takeIn(event: LiveEvent, line: Line): Promise<void> {
  if (event.__typename === 'MessageSent') outbox.settle(event.message.uuid);
  for (const errand of applyEvent(replica, event)) await run(errand, line);
  if (event.__typename === 'MessageSent') markDelivered(event.chatId);
}

async function run(errand: Errand, line: Line): Promise<void> {
  if (errand.errand === 'sign-out') return endSession('ended');
  if (errand.errand === 'refresh-presences') return refreshPresences();
  if (errand.errand === 'fetch-chat') {
    await fetchChat(errand.chatId);
    return markDelivered(errand.chatId);
  }
  // The cursor leads nowhere any more: read everything afresh, then listen from there.
  await takeSnapshot(life.signal);
  refreshTimelines();
  markAllDelivered();
  line.close();
}
