import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../chance.ts';
import type { History } from '../history.ts';
import { USUAL_BACKOFF, waitBefore } from './backoff.ts';
import { globalId, SEND } from './documents.ts';
import { errorCode, isPassing, type Answer } from './http.ts';

export type Letter = Readonly<{ messageId: string; chatId: string; text: string }>;

/** Tries once. Fails when the outcome is unknown. */
type Try = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<Answer<SendAnswer>>;
type SendAnswer = {
  sendMessage: { __typename: string; replayed?: boolean; message?: { seq: number }; code?: string };
};

/** acked, refused for good, or given up by order while it was open. */
export type Outcome = 'acked' | 'refused' | 'open';

export type Outbox = Readonly<{
  /** Tries until the outcome is known, always with the same id. */
  post(letter: Letter): Promise<Outcome>;
  pending(): number;
  /** What is open stays open. */
  close(): void;
}>;

type Owner = Readonly<{ name: string; userId: string; history: History; chance: Chance }>;

export function createOutbox({ name: device, userId, history, chance }: Owner, attempt: Try): Outbox {
  let pending = 0;
  let closed = false;
  return { post, pending: () => pending, close: () => void (closed = true) };

  async function post(letter: Letter): Promise<Outcome> {
    pending++;
    try {
      for (let tries = 0; !closed; tries++) {
        if (tries > 0) await pause(waitBefore(USUAL_BACKOFF, tries - 1, chance));
        const outcome = await tryOnce(letter);
        if (outcome !== 'open') return outcome;
      }
      return 'open';
    } finally {
      pending--;
    }
  }

  async function tryOnce({ messageId, chatId, text }: Letter): Promise<Outcome> {
    const began = performance.now();
    const afterMs = () => Math.round((performance.now() - began) * 10) / 10;
    const input = { id: messageId, chatId: globalId('Chat', chatId), text };
    history.record({ what: 'invoke', device, userId, chatId, messageId, text });
    try {
      const answer = await attempt(SEND, { input });
      const error = errorCode(answer);
      if (error !== null && isPassing(error)) throw new Error(error);
      // A proxy or a server on its way out may answer in words of its own: that says nothing about the message.
      if (error === null && !answer.data) throw new Error('no answer in GraphQL');
      const { replayed = false, message, code = error ?? 'none' } = answer.data?.sendMessage ?? {};
      if (message) {
        history.record({ what: 'ok', device, messageId, seq: message.seq, replayed, afterMs: afterMs() });
        return 'acked';
      }
      history.record({ what: 'fail', device, messageId, code });
      return 'refused';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      history.record({ what: 'info', device, messageId, reason, afterMs: afterMs() });
      return 'open';
    }
  }
}
