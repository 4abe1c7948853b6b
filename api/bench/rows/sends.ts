import type { LineSettings } from '../driver/line.ts';
import type { Loaded } from '../driver/senders.ts';
import { atLeast, below, figure, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import type { Server, Stage } from '../stage.ts';
import { found, groupId, moveIn } from '../town.ts';

const SENDERS = 20;
const SECONDS = 3;
const TEXT = 'The last cable car leaves at half past five, and whoever misses it sleeps in the hut tonight, alone.';
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on SendMessageSuccess { message { id seq createdAt } cursor } } }`;
const NOTED = 'SendMessageSuccess';
/** The least that keeps a message: its row and its key, without a log, an order or anybody's rights. */
const PEER_TABLE = `CREATE SCHEMA peer; CREATE TABLE peer.message (
  id uuid PRIMARY KEY, chat_id uuid NOT NULL, sender_id uuid NOT NULL, text text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`;

type Crowd = Readonly<{
  name: string;
  lines: readonly LineSettings[];
  bodies: readonly (readonly string[])[];
  expect: string;
}>;

/** Sends that were acknowledged after their commit. */
export const sends: Row = {
  name: 'sends',
  about: `Acknowledged sends a second by ${SENDERS} senders, each in a chat of their own, each sending again as soon as they were answered; then the
latency at half of what was reached. The peer is a node:http server with one prepared INSERT through pg for each request, a pool of the same size and the same durable Postgres. "in one
chat" is told besides: there all wait for the same row, and the peer has no such order to keep.`,
  async prepare(stage): Promise<Running> {
    await stage.sql.query(PEER_TABLE);
    const residents = await moveIn(stage.sql, SENDERS);
    const own = await found(
      stage.sql,
      residents.map((resident) => [resident]),
    );
    const [shared] = await found(stage.sql, [residents]);
    const ours = await stage.node();
    const peer = await stage.peer('insert');
    const tokens = residents.map(({ token }) => token);
    const apart = own.map((chat) => [sendBody(groupId(chat))]);
    const together = [[sendBody(groupId(shared))]];
    const crowds: readonly Crowd[] = [
      { name: 'socket', lines: linesTo(ours, 'socket', tokens), bodies: apart, expect: NOTED },
      { name: 'http', lines: linesTo(ours, 'http', tokens), bodies: apart, expect: NOTED },
      { name: 'socket in one chat', lines: linesTo(ours, 'socket', tokens), bodies: together, expect: NOTED },
      {
        name: 'insert',
        lines: linesTo(peer, 'http', tokens, '/send'),
        bodies: own.map((chat, nth) => [insertBody(chat, residents[nth]?.userId)]),
        expect: 'created_at',
      },
    ];
    const driver = stage.senders();
    return {
      async round() {
        const figures: Record<string, number> = {};
        for (const { name, ...crowd } of crowds) {
          const table = name === 'insert' ? 'peer.message' : 'message';
          const before = await count(stage, table);
          const warm = await driver.ask('load', { ...crowd, seconds: 0.5 });
          const full = await driver.ask('load', { ...crowd, seconds: SECONDS });
          const half = await driver.ask('load', { ...crowd, seconds: SECONDS, perSecond: full.perSecond / 2 });
          await verify(stage, table, before, [warm, full, half]);
          figures[name] = full.perSecond;
          figures[`${name} p50 at half`] = half.p50Ms;
          figures[`${name} p99 at half`] = half.p99Ms;
          figures[`${name} driver`] = full.driverShare;
        }
        return figures;
      },
      async close() {
        for (const { end } of [driver, ours, peer]) await end('SIGKILL');
      },
    };
  },
  judge(medians): readonly Verdict[] {
    const peer = { unit: '/s', peer: 'insert', peerName: 'node:http + pg' };
    return [
      atLeast(medians, { what: 'acknowledged sends over WebSocket', ours: 'socket', ...peer }, 0.5),
      atLeast(medians, { what: 'acknowledged sends over HTTP', ours: 'http', ...peer }, 0.5),
      below(
        medians,
        { what: 'send to acknowledgement at half load over WebSocket, p99', unit: 'ms', ours: 'socket p99 at half' },
        100,
      ),
      below(
        medians,
        { what: 'send to acknowledgement at half load over HTTP, p99', unit: 'ms', ours: 'http p99 at half' },
        100,
      ),
    ];
  },
  panels(medians): readonly Panel[] {
    return [
      {
        title: 'Acknowledged durable sends a second, 20 senders',
        unit: '/s',
        bars: [
          { label: 'Ruggine, WebSocket', value: figure(medians, 'socket'), ours: true },
          { label: 'Ruggine, HTTP', value: figure(medians, 'http'), ours: true },
          { label: 'node:http + pg INSERT', value: figure(medians, 'insert'), ours: false },
        ],
      },
    ];
  },
};

type Transport = LineSettings['transport'];

function linesTo({ port }: Server, transport: Transport, tokens: readonly string[], path = '/graphql'): LineSettings[] {
  return tokens.map((token) => ({ transport, port, path, token }));
}

function sendBody(chatId: string): string {
  return JSON.stringify({ query: SEND, variables: { input: { id: '$ID', chatId, text: TEXT } } });
}

function insertBody(chatId: string, senderId: string | undefined): string {
  return JSON.stringify({ id: '$ID', chatId, senderId, text: TEXT });
}

async function count({ sql }: Stage, table: 'message' | 'peer.message'): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]?.count ?? 0;
}

/** What was acknowledged is there, and nothing else. */
async function verify(stage: Stage, table: Parameters<typeof count>[1], before: number, loads: readonly Loaded[]) {
  const kept = (await count(stage, table)) - before;
  const acknowledged = loads.reduce((sum, { answered }) => sum + answered, 0);
  if (kept !== acknowledged) throw new Error(`void: ${acknowledged} sends were acknowledged and ${kept} are kept`);
}
