import { shallowReactive } from 'vue';
import { v7 } from 'uuid';
import { backoffMs } from '../lib/backoff.ts';
import { wait } from '../lib/wait.ts';
import { mutate } from './client.ts';
import type { Fault } from './client.ts';
import { SendMessage } from './documents/message.ts';
import { toMessage } from './fragments.ts';
import type { Message } from './records.ts';

/** A message that the server has not acknowledged. */
export interface Pending {
  /** Made once and kept for every attempt: it is what makes sending again harmless. */
  readonly uuid: string;
  readonly chatId: string;
  readonly text: string;
  readonly at: number;
  readonly progress: Progress;
}

export type Progress = { readonly state: 'sending' } | { readonly state: 'failed'; readonly reason: FailureReason };

/** `refused` comes with the server's own words. */
export type FailureReason = { readonly why: 'left' | 'server' } | { readonly why: 'refused'; readonly words: string };

export type Delivery =
  | { readonly outcome: 'sent'; readonly message: Message }
  | { readonly outcome: 'refused'; readonly reason: FailureReason }
  | ({ readonly outcome: 'no-answer' } & Fault);

/** Faults of the server are worth a few attempts, a line that is down any number. */
const ATTEMPTS_AT_A_FAULTY_SERVER = 3;

interface Surroundings {
  readonly deliver: (pending: Pending) => Promise<Delivery>;
  readonly sent: (message: Message) => void;
  readonly pause?: (ms: number) => Promise<void>;
}

/** Sends what people write: in order within a chat, each exactly once, as long as it takes. */
export function createOutbox({ deliver, sent, pause = wait }: Surroundings) {
  const pendings: Map<string, Pending> = shallowReactive(new Map());
  const busyChats = new Set<string>();
  /** Cut short by the socket coming back. */
  let nap = new AbortController();

  function enqueue(chatId: string, text: string): Pending {
    const pending: Pending = { uuid: v7(), chatId, text, at: Date.now(), progress: { state: 'sending' } };
    pendings.set(pending.uuid, pending);
    void drain(chatId);
    return pending;
  }

  /** The same message again, at the end of the queue. */
  function retry(uuid: string): void {
    const pending = pendings.get(uuid);
    if (pending === undefined || pending.progress.state !== 'failed') return;
    pendings.delete(uuid);
    pendings.set(uuid, { ...pending, progress: { state: 'sending' } });
    void drain(pending.chatId);
  }

  function discard(uuid: string): void {
    pendings.delete(uuid);
  }

  /** The server has it: by its answer or by its echo, whichever came first. */
  function settle(uuid: string): void {
    pendings.delete(uuid);
  }

  function hurry(): void {
    nap.abort();
    nap = new AbortController();
    for (const chatId of new Set([...pendings.values()].map((pending) => pending.chatId))) void drain(chatId);
  }

  async function drain(chatId: string): Promise<void> {
    if (busyChats.has(chatId)) return;
    busyChats.add(chatId);
    let attempt = 0;
    for (let next = nextIn(chatId); next !== undefined; next = nextIn(chatId)) {
      const delivery = await deliver(next);
      const patience = take(next, delivery, attempt);
      if (patience === 'stop') break;
      attempt = patience === 'go-on' ? 0 : attempt + 1;
      if (patience !== 'go-on') await Promise.race([pause(patience), aborted(nap.signal)]);
    }
    busyChats.delete(chatId);
  }

  function nextIn(chatId: string): Pending | undefined {
    return [...pendings.values()].find((each) => each.chatId === chatId && each.progress.state === 'sending');
  }

  /** Files one answer; says how long to wait before the same message is tried again, if at all. */
  function take(pending: Pending, delivery: Delivery, attempt: number): number | 'go-on' | 'stop' {
    if (delivery.outcome === 'sent') {
      sent(delivery.message);
      settle(pending.uuid);
      return 'go-on';
    }
    if (delivery.outcome === 'refused') {
      fail(pending, delivery.reason);
      return 'go-on';
    }
    if (delivery.fault === 'signed-out') return 'stop';
    if (delivery.fault === 'rate-limited') return delivery.retryAfterS * 1000;
    if (delivery.fault === 'server' && attempt + 1 >= ATTEMPTS_AT_A_FAULTY_SERVER) {
      fail(pending, { why: 'server' });
      return 'go-on';
    }
    return backoffMs(attempt + 1);
  }

  function fail(pending: Pending, reason: FailureReason): void {
    // Its echo may have come while its answer got lost.
    if (pendings.has(pending.uuid)) pendings.set(pending.uuid, { ...pending, progress: { state: 'failed', reason } });
  }

  function discardChat(chatId: string): void {
    for (const pending of pendings.values()) if (pending.chatId === chatId) pendings.delete(pending.uuid);
  }

  return { pendings, enqueue, retry, discard, settle, hurry, discardChat, clear: () => pendings.clear() };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

export async function deliverOverHttp({ uuid, chatId, text }: Pending): Promise<Delivery> {
  const answer = await mutate(SendMessage, { input: { id: uuid, chatId, text } });
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.sendMessage;
  switch (result.__typename) {
    case 'SendMessageSuccess':
      return { outcome: 'sent', message: toMessage(result.message) };
    case 'NotFoundError':
      return { outcome: 'refused', reason: { why: 'left' } };
    default:
      return { outcome: 'refused', reason: { why: 'refused', words: result.words } };
  }
}
