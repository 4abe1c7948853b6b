import { createAsk } from '../../src/testing/ask.ts';
import type { Loaded } from '../driver/senders.ts';
import { atMost, below, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { DEVICES, IN_WORDS } from './devices.ts';
import { found, groupId, moveIn, nthOf, settleDown } from '../town.ts';

const SENDERS = 5;
/** All senders together. */
const SENDS_PER_SECOND = 50;
const BEFORE_SECONDS = 5;
const LONGEST_SECONDS = 130;
/** Said to all of them after the cursor they come back with. */
const MISSED = 3;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on SendMessageSuccess { message { id seq } cursor } } }`;

/** A node dies and ten thousand come back at once. */
export const reconnect: Row = {
  name: 'reconnect',
  about: `${IN_WORDS} connected devices, each of a person with five chats; the node is killed with SIGKILL and started again. When it is ready, all dial in the same moment, without jitter, resume by cursor, and go on trying
(after what the server asks for, else after a second) until each is subscribed again and has heard the ${MISSED} messages that were said to all since that cursor. Meanwhile ${SENDERS} people send ${SENDS_PER_SECOND} messages a second into chats of their own,
as they do in ${BEFORE_SECONDS} s before: latency from the moment when each was due, retries of what was turned away included.`,
  async prepare(stage): Promise<Running> {
    const residents = await moveIn(stage.sql, DEVICES);
    const everybody = await settleDown(stage.sql, residents);
    const authors = await moveIn(stage.sql, SENDERS);
    const own = await found(
      stage.sql,
      authors.map((author) => [author]),
    );
    const port = await stage.freePort();
    let node = await stage.node({ port });
    const [receivers, senders] = [stage.receivers(), stage.senders()];
    const devices = { tokens: residents.map(({ token }) => token), count: DEVICES };
    const outlet = { how: 'send', port, tokens: [nthOf(residents, 0).token], chatId: groupId(everybody) } as const;
    const load = {
      lines: authors.map(({ token }) => ({ transport: 'socket', port, path: '', token }) as const),
      bodies: own.map((chat) => [bodyFor(groupId(chat))]),
      expect: 'SendMessageSuccess',
      perSecond: SENDS_PER_SECOND,
      stubborn: true,
    };
    return {
      async round() {
        await receivers.ask('drop');
        const { viewer } = await createAsk(`http://127.0.0.1:${port}`)<{ viewer: { cursor: string } }>(
          nthOf(residents, 0),
          '{ viewer { cursor } }',
        );
        const target = { kind: 'graphql', port, after: viewer.cursor } as const;
        await receivers.ask('connect', { target: { kind: 'graphql', port }, ...devices });
        await receivers.ask('talkThrough', outlet);
        await receivers.ask('settle');
        await receivers.ask('paced', { perSecond: 1, seconds: MISSED });
        const before = await senders.ask('load', { ...load, seconds: BEFORE_SECONDS });
        await receivers.ask('drop');
        await node.end('SIGKILL');
        node = await stage.node({ port });
        const sending = senders.ask('load', { ...load, seconds: LONGEST_SECONDS });
        sending.catch(() => {});
        const back = await receivers.ask('comeBack', { target, ...devices, missed: MISSED });
        await senders.ask('stop');
        const during = await sending;
        // That they hear again what happens is proved by a message to all.
        if (back.missing === 0) {
          await receivers.ask('talkThrough', outlet);
          await receivers.ask('settle');
        }
        return {
          'all back': back.lastMs / 1_000,
          'half back': back.p50Ms / 1_000,
          refusals: back.refusals,
          'not back': back.missing,
          ...latencies(before, during),
        };
      },
      async close() {
        for (const { end } of [receivers, senders, node]) await end('SIGKILL');
      },
    };
  },
  judge(medians): readonly Verdict[] {
    return [
      below(medians, { what: `${IN_WORDS} devices back, subscribed and caught up`, unit: 's', ours: 'all back' }, 30),
      atMost(
        medians,
        {
          what: 'p99 of sends while they come back',
          unit: 'ms',
          ours: 'p99 during',
          peer: 'p99 before',
          peerName: 'before',
        },
        2,
      ),
    ];
  },
  panels: (): readonly Panel[] => [],
};

function latencies(before: Loaded, during: Loaded) {
  return {
    'p50 before': before.p50Ms,
    'p99 before': before.p99Ms,
    'p50 during': during.p50Ms,
    'p99 during': during.p99Ms,
    'max during': during.maxMs,
  };
}

function bodyFor(chatId: string): string {
  return JSON.stringify({ query: SEND, variables: { input: { id: '$ID', chatId, text: 'Is anybody there yet?' } } });
}
