import { below, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { found, moveIn, nthOf, talk } from '../town.ts';

const CHATS = 1_000;
const SAID = 20;
const UNREAD = 7;
const SECONDS = 3;
const LIST = `{ viewer { cursor chats(first: 50) { pageInfo { hasNextPage endCursor } edges { unreadCount membership { readSeq role } node {
  id kind title lastSeq lastActivityAt lastMessage { id seq kind text createdAt sender { id displayName } } } } } } }`;

/** What a client asks for when it starts. */
export const chatList: Row = {
  name: 'chat-list',
  about: `The first 50 of ${CHATS.toLocaleString('en')} chats with unread counts, roles and last messages, asked for over HTTP one at a time by somebody who is in all of them. Statements are counted
where the database's driver is given them.`,
  async prepare(stage): Promise<Running> {
    const residents = await moveIn(stage.sql, 50);
    const [reader, ...others] = [nthOf(residents, 0), ...residents.slice(1)];
    const circles = Array.from({ length: CHATS }, (_, nth) => [
      reader,
      nthOf(others, nth),
      nthOf(others, nth + 16),
      nthOf(others, nth + 32),
    ]);
    await talk(stage.sql, await found(stage.sql, circles), SAID, UNREAD);
    const node = await stage.node();
    const driver = stage.senders();
    const line = { transport: 'http', port: node.port, path: '/graphql', token: reader.token } as const;
    const load = { lines: [line], bodies: [[JSON.stringify({ query: LIST })]], expect: '"unreadCount"' };
    return {
      async round() {
        await driver.ask('load', { ...load, seconds: 0.5 });
        const before = await node.probe.ask('statements');
        const { answered, p50Ms, p95Ms } = await driver.ask('load', { ...load, seconds: SECONDS });
        const statements = Math.round(((await node.probe.ask('statements')) - before) / answered);
        return { statements, p50: p50Ms, p95: p95Ms };
      },
      async close() {
        for (const { end } of [driver, node]) await end('SIGKILL');
      },
    };
  },
  judge(medians): readonly Verdict[] {
    return [
      below(
        medians,
        { what: 'SQL for the first 50 of 1,000 chats, session included', unit: 'statements', ours: 'statements' },
        4,
      ),
      below(medians, { what: 'first 50 of 1,000 chats with unread counts, p95', unit: 'ms', ours: 'p95' }, 30),
    ];
  },
  panels: (): readonly Panel[] => [],
};
