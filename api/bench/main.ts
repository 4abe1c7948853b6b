import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { newId } from '../src/platform/ids.ts';
import { createAsk } from '../src/testing/ask.ts';
import { prepare, type Stage } from './stage.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SENDERS = 20;
const PORT = Number(process.env['BENCH_PORT'] ?? 4790);
const URL_ = `http://127.0.0.1:${PORT}`;

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on SendMessageSuccess { message { id seq createdAt } cursor } } }`;
const HISTORY = `query ($id: ID!, $before: String) { node(id: $id) { ... on Chat { messages(last: 50, before: $before) {
  pageInfo { hasPreviousPage startCursor } edges { cursor node { id seq kind text createdAt sender { id displayName } } } } } } }`;
const LIST = `{ viewer { cursor chats(first: 50) { edges { unreadCount membership { readSeq } node { id kind title lastSeq lastMessage { text sender { displayName } } } } } } }`;

type Work = Readonly<{
  name: string;
  body: (stage: Stage, nth: number) => object;
  whose: (stage: Stage, nth: number) => string;
}>;

const WORKS: readonly Work[] = [
  {
    name: 'sends, each in a chat of its own',
    body: (stage, nth) => send(stage.chats[nth % SENDERS]),
    whose: (stage, nth) => stage.tokens[nth % SENDERS] ?? '',
  },
  {
    name: 'sends, all in one chat',
    body: (stage) => send(stage.shared),
    whose: (stage, nth) => stage.tokens[nth % SENDERS] ?? '',
  },
  {
    name: 'history pages of 50, anywhere in 20,000 messages',
    body: (stage, nth) => ({
      query: HISTORY,
      variables: { id: stage.long, before: stage.cursors[nth % stage.cursors.length] },
    }),
    whose: (stage) => stage.tokens[0] ?? '',
  },
  {
    name: 'chat lists, 50 of 200 chats with unread counts',
    body: () => ({ query: LIST }),
    whose: (stage) => stage.tokens[0] ?? '',
  },
];

function send(chatId: string | undefined): object {
  return { query: SEND, variables: { input: { id: newId(), chatId, text: 'Morning! Still on for the ridge?' } } };
}

/** Measures a real server process over HTTP, with the load on the same machine. Quotes medians of alternating rounds. */
async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruggine-bench-'));
  chmodSync(dataDir, 0o711);
  const server = await startServer(dataDir);
  try {
    const stage = await prepare(URL_, createAsk(URL_), SENDERS);
    const results = new Map<string, autocannon.Result[]>(WORKS.map(({ name }) => [name, []]));
    for (let round = 1; round <= ROUNDS; round++) {
      for (const work of WORKS) results.get(work.name)?.push(await run(work, stage));
      console.error(`round ${round} of ${ROUNDS}`);
    }
    report(results);
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startServer(dataDir: string): Promise<ChildProcess> {
  const env = {
    ...process.env,
    PORT: String(PORT),
    RUGGINE_DATA_DIR: join(dataDir, 'data'),
    RATE_LIMIT_FACTOR: '1000000',
    LOG_LEVEL: 'warn',
  };
  const server = spawn(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url))], {
    env,
    stdio: ['ignore', 'inherit', 'ignore'],
  });
  for (let tries = 0; tries < 120; tries++) {
    if (
      await fetch(`${URL_}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return server;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the server did not become ready');
}

let count = 0;

function run({ body, whose }: Work, stage: Stage): Promise<autocannon.Result> {
  return autocannon({
    url: `${URL_}/graphql`,
    connections: SENDERS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        setupRequest(request) {
          const nth = count++;
          const headers = { 'content-type': 'application/json', authorization: `Bearer ${whose(stage, nth)}` };
          return { ...request, headers, body: JSON.stringify(body(stage, nth)) };
        },
      },
    ],
    verifyBody: (answer) => typeof answer === 'string' && !answer.includes('"errors"') && !answer.includes('Error"'),
  });
}

function report(results: ReadonlyMap<string, readonly autocannon.Result[]>): void {
  const rows = [...results].map(([name, rounds]) => ({
    name,
    perSecond: Math.round(median(rounds.map(({ requests }) => requests.average))),
    p50Ms: median(rounds.map(({ latency }) => latency.p50)),
    p99Ms: median(rounds.map(({ latency }) => latency.p99)),
    failed: rounds.reduce((sum, { errors, non2xx, mismatches }) => sum + errors + non2xx + mismatches, 0),
  }));
  console.log(
    JSON.stringify(
      {
        at: new Date().toISOString(),
        cores: cpus().length,
        node: process.version,
        rounds: ROUNDS,
        seconds: SECONDS,
        connections: SENDERS,
        rows,
      },
      null,
      2,
    ),
  );
  console.table(rows);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
