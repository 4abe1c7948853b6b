import { readConfig } from '../../src/platform/config.ts';
import { below, figure, NotRun, type Panel, type Row, type Running, type Verdict } from '../row.ts';
import { startRedis } from '../redis.ts';
import { found, groupId, moveIn } from '../town.ts';

const MEMBERS = 20;
const RECEIVERS = 10;
const SECONDS = 4;

/** Said on one node, heard on another. */
export const twoNodes: Row = {
  name: 'two-nodes',
  about: `From the moment a message is sent on node A until a subscriber on node B has it, over Redis, one chat of ${MEMBERS}, ${RECEIVERS} subscribers on B, full selection, at half of what the two nodes manage with ${MEMBERS} sends under way.`,
  async prepare(stage): Promise<Running> {
    const settings = readConfig({ REDIS_URL: 'redis://127.0.0.1:6379' }, '/');
    if (!('redisUrl' in settings || 'redisUrls' in settings)) throw new NotRun('this version knows no REDIS_URL');
    const redis = await startRedis(await stage.freePort());
    if (!redis) throw new NotRun('there is no redis-server on this machine');
    const residents = await moveIn(stage.sql, MEMBERS);
    const [chat] = await found(stage.sql, [residents]);
    const env = { REDIS_URL: redis.url };
    const [near, far] = [await stage.node({ env }), await stage.node({ env })];
    const tokens = residents.map(({ token }) => token);
    const driver = stage.receivers();
    return {
      async round() {
        await driver.ask('drop');
        await driver.ask('connect', { target: { kind: 'graphql', port: far.port }, tokens, count: RECEIVERS });
        await driver.ask('talkThrough', { how: 'send', port: near.port, tokens, chatId: groupId(chat) });
        await driver.ask('settle');
        const full = await driver.ask('saturated', { inFlight: MEMBERS, seconds: 2 });
        const perSecond = full.publishedPerSecond / 2;
        const half = await driver.ask('paced', { perSecond, seconds: SECONDS });
        return { 'sends a second': perSecond, p50: half.p50Ms, p99: half.p99Ms };
      },
      async close() {
        for (const { end } of [driver, near, far]) await end('SIGKILL');
        await redis.end();
      },
    };
  },
  judge(medians): readonly Verdict[] {
    const pace = Math.round(figure(medians, 'sends a second'));
    return [
      below(
        medians,
        { what: `sent on node A to shown on node B, ${pace} sends a second, p50`, unit: 'ms', ours: 'p50' },
        15,
      ),
      below(
        medians,
        { what: `sent on node A to shown on node B, ${pace} sends a second, p99`, unit: 'ms', ours: 'p99' },
        100,
      ),
    ];
  },
  panels: (): readonly Panel[] => [],
};
