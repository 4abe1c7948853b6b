import { describe, expect, it } from 'vitest';
import { ann, said } from '../testing/records.ts';
import { createOutbox } from './outbox.ts';
import type { Delivery, Pending } from './outbox.ts';
import type { Message } from './records.ts';

/** An outbox whose server answers when, and as, the test says. Pauses between attempts take no time. */
function post() {
  const calls: { pending: Pending; answer: (delivery: Delivery) => void }[] = [];
  const arrived: Message[] = [];
  const outbox = createOutbox({
    deliver: (pending) => new Promise((answer) => calls.push({ pending, answer })),
    sent: (message) => arrived.push(message),
    pause: async () => {},
  });
  const answer = async (delivery: Delivery | ((pending: Pending) => Delivery)) => {
    const call = calls.at(-1);
    if (call === undefined) throw new Error('Nothing was sent.');
    call.answer(typeof delivery === 'function' ? delivery(call.pending) : delivery);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { outbox, calls, arrived, answer };
}

const sent = ({ uuid, text }: Pending): Delivery => ({ outcome: 'sent', message: said(ann, 1, { uuid, text }) });
const noAnswer: Delivery = { outcome: 'no-answer', fault: 'offline' };
const texts = (calls: { pending: Pending }[]) => calls.map(({ pending }) => pending.text);
const states = (outbox: { pendings: Map<string, Pending> }) =>
  [...outbox.pendings.values()].map(({ text, progress }) => `${text} ${progress.state}`);

describe('the outbox', () => {
  it('holds a message from the first moment until the server has it', async () => {
    const { outbox, answer, arrived } = post();
    outbox.enqueue('hikers', 'one');
    expect(states(outbox)).toEqual(['one sending']);
    await answer(sent);
    expect(states(outbox)).toEqual([]);
    expect(arrived.map(({ text }) => text)).toEqual(['one']);
  });

  it('sends the messages of a chat one after another', async () => {
    const { outbox, calls, answer } = post();
    outbox.enqueue('hikers', 'one');
    outbox.enqueue('hikers', 'two');
    expect(texts(calls)).toEqual(['one']);
    await answer(sent);
    expect(texts(calls)).toEqual(['one', 'two']);
  });

  it('lets no chat wait for another', () => {
    const { outbox, calls } = post();
    outbox.enqueue('hikers', 'one');
    outbox.enqueue('flat', 'two');
    expect(texts(calls)).toEqual(['one', 'two']);
  });

  it('tries again under the same id when no answer came, before anything that was written later', async () => {
    const { outbox, calls, answer } = post();
    outbox.enqueue('hikers', 'one');
    outbox.enqueue('hikers', 'two');
    await answer(noAnswer);
    await answer(noAnswer);
    await answer(sent);
    expect(texts(calls)).toEqual(['one', 'one', 'one', 'two']);
    expect(new Set(calls.slice(0, 3).map(({ pending }) => pending.uuid)).size).toBe(1);
  });

  it('shows what the server refused, goes on with the rest, and sends it again only when asked', async () => {
    const { outbox, calls, answer } = post();
    const one = outbox.enqueue('hikers', 'one');
    outbox.enqueue('hikers', 'two');
    await answer({ outcome: 'refused', reason: { why: 'left' } });
    await answer(sent);
    expect(states(outbox)).toEqual(['one failed']);
    outbox.retry(one.uuid);
    expect(states(outbox)).toEqual(['one sending']);
    await answer(sent);
    expect(calls.at(-1)?.pending.uuid).toBe(one.uuid);
    expect(states(outbox)).toEqual([]);
  });

  it('gives up on a faulty server after three attempts, and says so', async () => {
    const { outbox, calls, answer } = post();
    outbox.enqueue('hikers', 'one');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await answer({ outcome: 'no-answer', fault: 'server', requestId: null });
    }
    expect(calls).toHaveLength(3);
    expect(states(outbox)).toEqual(['one failed']);
  });

  it('waits for the next sign-in when the session is over', async () => {
    const { outbox, calls, answer } = post();
    outbox.enqueue('hikers', 'one');
    await answer({ outcome: 'no-answer', fault: 'signed-out' });
    expect(states(outbox)).toEqual(['one sending']);
    outbox.hurry();
    expect(texts(calls)).toEqual(['one', 'one']);
  });

  it('lets go of a message whose echo came while its answer was lost', async () => {
    const { outbox, answer } = post();
    const { uuid } = outbox.enqueue('hikers', 'one');
    outbox.settle(uuid);
    await answer({ outcome: 'refused', reason: { why: 'server' } });
    expect(states(outbox)).toEqual([]);
  });

  it('forgets what the writer deletes, and what was meant for a chat they left', async () => {
    const { outbox, answer } = post();
    const { uuid } = outbox.enqueue('hikers', 'one');
    await answer({ outcome: 'refused', reason: { why: 'refused', words: 'No.' } });
    outbox.discard(uuid);
    outbox.enqueue('flat', 'two');
    outbox.discardChat('flat');
    expect(outbox.pendings.size).toBe(0);
  });
});
