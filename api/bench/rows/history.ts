import { encodeGlobalID } from '@pothos/plugin-relay';
import { createAsk } from '../../src/testing/ask.ts';
import { atMost, below, figure, type Figures, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import type { Server, Stage } from '../stage.ts';
import { found, groupId, moveIn, talk, type Resident } from '../town.ts';

const MESSAGES = 1_000_000;
const LINES = 4;
const SECONDS = 3;
/** Before the first round, of each question: what is compiled while it runs has been compiled then, ours and the peer's. */
const WARMING_SECONDS = 5;
/** So many places are asked for in turns, so that no page is the one just read. */
const PLACES = 200;
const DEPTHS = ['at the end', 'in the middle', 'around a message'] as const;
const FLAT = 1.3;

const MESSAGE = 'id uuid seq kind notice text createdAt sender { id username displayName }';
const CHOICE = { before: 'last: 50, before: $before', around: 'first: 50, around: $around' } as const;

/** Pages of a long chat. */
export const history: Row = {
  name: 'history',
  about: `A page of 50 messages of a chat with ${MESSAGES.toLocaleString('en')}, over HTTP by ${LINES} lines at once: the newest, those before one of ${PLACES} places in the middle, those around one of them.
Server CPU per page, of servers that were asked each of it for ${WARMING_SECONDS} s before. The peer reads the same rows, each with its sender, by one prepared statement and writes them as plain JSON; it asks nobody who they are.`,
  async prepare(stage, say): Promise<Running> {
    const residents = await moveIn(stage.sql, 20);
    const [chat = ''] = await found(stage.sql, [residents]);
    say(`  filling a chat with ${MESSAGES.toLocaleString('en')} messages`);
    await talk(stage.sql, [chat], MESSAGES, 10);
    const ours = await stage.node();
    const peer = await stage.peer('insert');
    const questions = await prepareQuestions(stage, ours, chat, residents);
    const driver = stage.senders();
    const all = [...questions.ours, ...questions.peers(peer)];
    const ask = ({ server, path, bodies, expect }: Question, seconds: number) => {
      const token = residents[0]?.token ?? '';
      const line = { transport: 'http', port: server.port, path, token } as const;
      return driver.ask('load', {
        lines: Array.from({ length: LINES }, () => line),
        bodies: [bodies],
        expect,
        seconds,
      });
    };
    for (const question of all) await ask(question, WARMING_SECONDS);
    return {
      async round() {
        const figures: Record<string, number> = {};
        for (const question of all) {
          const { name, server } = question;
          await ask(question, 0.5);
          const before = await server.probe.ask('cpu');
          const { answered, p50Ms } = await ask(question, SECONDS);
          figures[name] = ((await server.probe.ask('cpu')) - before) / answered;
          figures[`${name}, p50`] = p50Ms;
        }
        return {
          ...figures,
          flatness: flatness(figures, 'ruggine'),
          'flatness of p50': flatness(figures, 'ruggine', ', p50'),
        };
      },
      async close() {
        for (const { end } of [driver, ours, peer]) await end('SIGKILL');
      },
    };
  },
  judge(medians): readonly Verdict[] {
    return [
      ...DEPTHS.map((depth) =>
        atMost(
          medians,
          {
            what: `server CPU per page of 50, ${depth}`,
            unit: 'ms',
            ours: `ruggine ${depth}`,
            peer: `plain ${depth}`,
            peerName: 'node:http + pg',
          },
          3,
        ),
      ),
      below(
        medians,
        {
          what: 'server CPU per page, in the middle of 1,000,000 messages to at their end',
          unit: '×',
          ours: 'flatness',
        },
        FLAT,
      ),
    ];
  },
  panels(medians): readonly Panel[] {
    return [
      {
        title: 'Server CPU per page of 50 out of 1,000,000 messages',
        unit: 'ms',
        bars: DEPTHS.flatMap((depth) => [
          { label: `Ruggine, ${depth}`, value: figure(medians, `ruggine ${depth}`), ours: true },
          { label: `node:http + pg, ${depth}`, value: figure(medians, `plain ${depth}`), ours: false },
        ]),
      },
    ];
  },
};

/** Around a message are two stretches and not one: depth is judged by what is asked for alike. */
function flatness(figures: Figures, who: string, what = ''): number {
  return figure(figures, `${who} in the middle${what}`) / figure(figures, `${who} at the end${what}`);
}

type Question = Readonly<{ name: string; server: Server; path: string; bodies: readonly string[]; expect: string }>;

async function prepareQuestions(stage: Stage, server: Server, chat: string, residents: readonly Resident[]) {
  const { rows } = await stage.sql.query<{ id: string; seq: number }>(
    'SELECT id, seq FROM message WHERE chat_id = $1 AND seq = ANY($2::int[])',
    [chat, Array.from({ length: PLACES }, (_, nth) => Math.round(MESSAGES * 0.4) + nth * 997)],
  );
  const places = rows.map(({ id, seq }) => ({ id, seq, around: encodeGlobalID('Message', id) }));
  const cursors = await Promise.all(places.map(({ around }) => cursorAt(server, residents, groupId(chat), around)));
  const [end, middle, around] = DEPTHS;
  const ask = (choice: keyof typeof CHOICE, variables: object): string =>
    JSON.stringify({
      query: `query ($id: ID!, ${choice === 'before' ? '$before: String' : '$around: ID'}) { node(id: $id) { ... on Chat {
        messages(${CHOICE[choice]}) { pageInfo { hasPreviousPage startCursor } edges { cursor node { ${MESSAGE} } } } } } }`,
      variables: { id: groupId(chat), ...variables },
    });
  const ours = { server, path: '/graphql', expect: '"displayName"' };
  const plain = { path: '/page', expect: '"displayName"' };
  return {
    ours: [
      { ...ours, name: `ruggine ${end}`, bodies: [ask('before', { before: null })] },
      { ...ours, name: `ruggine ${middle}`, bodies: cursors.map((before) => ask('before', { before })) },
      { ...ours, name: `ruggine ${around}`, bodies: places.map((place) => ask('around', { around: place.around })) },
    ],
    peers: (peer: Server): readonly Question[] => [
      {
        ...plain,
        server: peer,
        name: `plain ${end}`,
        bodies: [JSON.stringify({ chatId: chat, before: MESSAGES + 1 })],
      },
      {
        ...plain,
        server: peer,
        name: `plain ${middle}`,
        bodies: places.map(({ seq }) => JSON.stringify({ chatId: chat, before: seq })),
      },
      {
        ...plain,
        server: peer,
        name: `plain ${around}`,
        bodies: places.map(({ id }) => JSON.stringify({ chatId: chat, around: id })),
      },
    ],
  };
}

async function cursorAt(
  server: Server,
  [reader]: readonly Resident[],
  chatId: string,
  around: string,
): Promise<string> {
  type Answer = { node: { messages: { pageInfo: { startCursor: string } } } };
  const ask = createAsk(`http://127.0.0.1:${server.port}`);
  const document = `query ($id: ID!, $around: ID) { node(id: $id) { ... on Chat { messages(first: 1, around: $around) { pageInfo { startCursor } } } } }`;
  const { node } = await ask<Answer>(reader ?? null, document, { id: chatId, around });
  return node.messages.pageInfo.startCursor;
}
