import { readonly, shallowRef } from 'vue';
import { backoffMs } from '../lib/backoff.ts';
import { wait } from '../lib/wait.ts';
import { applyEvent } from './apply.ts';
import type { Errand, LiveEvent } from './apply.ts';
import { fetchChat } from './chats.ts';
import { onSignedOut } from './client.ts';
import { Events } from './documents/events.ts';
import { drafts } from './drafts.ts';
import { refreshTimelines } from './history.ts';
import { setLink } from './link.ts';
import { flushReadMarks, forgetReadMarks } from './read-marks.ts';
import { forgetEverything, replica } from './replica.ts';
import { outbox } from './sending.ts';
import { takeSnapshot } from './snapshot.ts';
import { subscribe } from './socket.ts';
import type { Ending } from './socket.ts';

export type Phase =
  | { readonly at: 'starting' }
  | { readonly at: 'unreachable' }
  /** Nobody is signed in: nobody was, or they left, or the server or another window ended it. */
  | { readonly at: 'guest'; readonly because: 'nobody' | 'left' | 'ended' }
  | { readonly at: 'ready' };

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
  onSignedOut.run = () => endSession('ended');
  const outcome = await takeFirstSnapshot(signal);
  if (signal.aborted) return;
  if (outcome === 'guest') return endSession('ended');
  if (owner !== replica.me.value?.user.id) forgetUnsent();
  owner = replica.me.value?.user.id ?? null;
  current.value = { at: 'ready' };
  outbox.hurry();
  await follow(signal);
}

/** Forgets the person. `left` by their own wish, with everything unsent; `ended` by the server or in another window. */
export function endSession(how: 'left' | 'ended'): void {
  life.abort();
  setLink('down');
  const wasIn = current.value.at === 'ready';
  forgetEverything(replica);
  if (how === 'left') forgetUnsent();
  current.value = { at: 'guest', because: wasIn ? how : 'nobody' };
}

function forgetUnsent(): void {
  outbox.clear();
  drafts.clear();
  forgetReadMarks();
}

async function takeFirstSnapshot(signal: AbortSignal): Promise<'taken' | 'guest'> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await takeSnapshot();
    if (outcome !== 'no-answer') return outcome;
    if (signal.aborted) return 'guest';
    if (current.value.at !== 'ready') current.value = { at: 'unreachable' };
    await sleep(attempt, signal);
  }
}

async function sleep(attempt: number, signal: AbortSignal): Promise<void> {
  const cutShort = new Promise<void>((resolve) =>
    nap.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([wait(backoffMs(attempt + 1), signal), cutShort]);
}

/** The browser believes that the line is back, or the reader is: do not sleep any longer. */
export function hurry(): void {
  nap.abort();
  nap = new AbortController();
}

async function follow(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    setLink('connecting');
    const { ending, wasLive } = await listen(signal);
    if (signal.aborted) return;
    if (ending === 'signed-out') return endSession('ended');
    if (wasLive) attempt = 0;
    setLink('down');
    await sleep(attempt, signal);
  }
}

/** One subscription from the newest cursor, until it ends. */
function listen(signal: AbortSignal): Promise<{ ending: Ending; wasLive: boolean }> {
  return new Promise((resolve) => {
    let wasLive = false;
    const stop = subscribe(
      Events,
      { after: replica.cursor.value },
      {
        connected: () => {
          wasLive = true;
          setLink('live');
          outbox.hurry();
          flushReadMarks();
        },
        next: ({ events }) => {
          if (!signal.aborted) void takeIn(events, stop);
        },
        ended: (ending) => resolve({ ending, wasLive }),
      },
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function takeIn(event: LiveEvent, stop: () => void): Promise<void> {
  if (event.__typename === 'MessageSent') outbox.settle(event.message.uuid);
  for (const errand of applyEvent(replica, event)) await run(errand, stop);
}

async function run(errand: Errand, stop: () => void): Promise<void> {
  if (errand.errand === 'sign-out') return endSession('ended');
  if (errand.errand === 'fetch-chat') return fetchChat(errand.chatId);
  // The cursor leads nowhere any more: read everything afresh, then listen from there.
  await takeSnapshot();
  refreshTimelines();
  stop();
}
