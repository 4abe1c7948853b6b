import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from './platform/ids.ts';
import { askOver, dial, signOn } from './testing/dial.ts';
import { createMemory } from './testing/memory.ts';
import { startPushService, type PushService } from './testing/push-service.ts';
import { createRinging } from './testing/ringing.ts';
import { operation, send } from './testing/send.ts';
import { gather } from './testing/verbs.ts';
import { startWorld, type World } from './testing/world.ts';

const log = createMemory();
let world: World;
let service: PushService;

beforeAll(async () => {
  service = await startPushService();
  world = await startWorld({ LOG_LEVEL: 'trace', PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '0' }, log);
});
afterAll(async () => {
  await world.close();
  await service.close();
});

const PASSWORD = 'canary-password-of-ann';
const MISTYPED = 'canary-password-mistyped';
const TEXT = 'canary-text of a message';
const TITLE = 'canary-title of a group';
const GUESS = `rgg_${'canaryGuess'.repeat(4).slice(0, 43)}`;

const REGISTER =
  'mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on RegisterSuccess { token } } }';
const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { __typename ... on LogInSuccess { token } } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
const GROUP = 'mutation ($input: CreateGroupInput!) { createGroup(input: $input) { __typename } }';

it('writes no password, token, text or push endpoint into the log or the metrics, whatever goes wrong', async () => {
  const pushed = await pushes();
  const tokens = [...(await story()), ...pushed];
  await mistakes();
  await faults();

  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  const written = log.lines.join('');
  const codes = log.lines.map((line): unknown => JSON.parse(line).err?.code);
  expect(codes.filter((code) => code !== undefined)).toEqual([
    '23514',
    'P2039',
    '22P02',
    'P2039',
    'P2039',
    '42P01',
    'P2039',
  ]);
  expect(metrics).toContain('ruggine_http_requests_total');
  for (const canary of ['canary', 'y-text', ...tokens, ...tokens.map((token) => token.slice(4, 20))]) {
    expect(written.includes(canary), `${canary} in ${log.lines.find((line) => line.includes(canary))}`).toBe(false);
    expect(metrics).not.toContain(canary);
  }
});

/** What people do every day. @returns the tokens that they got */
async function story(): Promise<string[]> {
  const input = { username: 'ann', displayName: 'Ann', password: PASSWORD };
  const { register } = await world.ask<{ register: { token: string } }>(null, REGISTER, { input });
  const { logIn } = await world.ask<{ logIn: { token: string } }>(null, LOG_IN, {
    input: { username: 'ann', password: PASSWORD },
  });
  await world.ask(null, LOG_IN, { input: { username: 'ann', password: MISTYPED } });
  await world.ask(null, LOG_IN, { input: { username: 'nobody', password: MISTYPED } });

  const bob = await world.person('bob');
  const ann = { ...(await world.person('ann.2')), token: logIn.token };
  const chatId = await gather(world.ask, ann, bob);
  const line = await signOn(world.url, bob.token);
  line.say({
    id: 'all',
    type: 'subscribe',
    payload: { query: 'subscription { events { ... on MessageSent { message { text } } } }' },
  });
  await askOver(line, SEND, { input: { id: newId(), chatId, text: TEXT } });
  await world.ask(ann, SEND, { input: { id: newId(), chatId, text: TEXT } });
  await world.ask(ann, GROUP, { input: { title: TITLE } });
  await world.ask({ ...ann, token: register.token }, 'mutation { logOut { __typename } }');
  return [register.token, logIn.token, bob.token, ann.token];
}

/** Browsers that are rung, and one whose service refuses. @returns what must stay secret */
async function pushes(): Promise<string[]> {
  const ringing = createRinging(world.ask);
  const [ann, bob] = [await world.person('ann.9'), await world.person('bob.9')];
  const chatId = await gather(world.ask, ann, bob);
  const [phone, broken] = [service.browser(), service.browser()];
  broken.refuse(500);
  await ringing.register(bob, phone, { preview: 'TEXT' });
  await ringing.register(await world.device(bob), broken);
  await ringing.register(bob, { subscription: { ...phone.subscription, endpoint: 'https://127.0.0.1/canary' } });
  await world.ask(ann, SEND, { input: { id: newId(), chatId, text: TEXT } });
  await ringing.rings(phone, 1);
  await ringing.decided(bob, 'FAILED');
  const { privateKey } = await world.database.prisma.pushKey.findUniqueOrThrow({ where: { id: true } });
  const subscriptions = [phone, broken].map(({ subscription }) => subscription);
  return [privateKey, ...subscriptions.flatMap(({ endpoint, p256dh, auth }) => [endpoint, p256dh, auth])];
}

/** What programs get wrong. */
async function mistakes(): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const body = operation('{ viewer { cursor } }');
  await send(world.url, { headers: { ...json, authorization: `Bearer ${GUESS}` }, body });
  await send(world.url, { headers: { ...json, cookie: `ruggine=${GUESS}` }, body });
  await send(world.url, { path: `/graphql?token=${GUESS}`, headers: json, body });
  await send(world.url, { method: 'GET', path: `/${GUESS}?token=${GUESS}` });
  await send(world.url, { method: 'GET', path: `/graphql?query=${GUESS}` });
  await send(world.url, { headers: json, body: `{"password": "${PASSWORD}` });
  await send(world.url, { headers: { 'content-type': TEXT }, body: TEXT });
  await send(world.url, { headers: json, body: operation(`{ ${TEXT} "${TEXT}" }`) });
  await send(world.url, {
    headers: json,
    body: operation(LOG_IN, { input: { username: { TEXT }, password: [PASSWORD], [GUESS]: 1 } }),
  });
  const line = await dial(world.url);
  line.say({ type: 'connection_init', payload: { authorization: `Bearer ${GUESS}` } });
  await line.closed;
  const other = await signOn(world.url, null);
  other.socket.send(`${TEXT} is not JSON`);
  await other.closed;
}

/** What goes wrong on our side, while what must not be written is at hand. */
async function faults(): Promise<void> {
  const { pool } = world.database;
  const ann = await world.person('ann.3');
  const chatId = await gather(world.ask, ann);
  const attempt = async () => {
    await world.ask.whole(ann, SEND, { input: { id: newId(), chatId, text: TEXT } });
    await world.ask.whole(ann, GROUP, { input: { title: TITLE } });
  };
  await pool.query(
    `ALTER TABLE message ADD CONSTRAINT fault CHECK (text NOT LIKE 'canary%') NOT VALID; ALTER TABLE chat ADD CONSTRAINT fault CHECK (title NOT LIKE 'canary%') NOT VALID`,
  );
  await attempt();
  await pool.query(`CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'no' USING DETAIL = NEW::text, HINT = NEW::text; END $$;
    CREATE FUNCTION cast_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM NEW.text::uuid; RETURN NEW; END $$;
    CREATE TRIGGER fault BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION cast_text();
    CREATE TRIGGER fault BEFORE INSERT ON chat FOR EACH ROW EXECUTE FUNCTION fault();
    CREATE TRIGGER fault BEFORE INSERT ON "user" FOR EACH ROW EXECUTE FUNCTION fault()`);
  await attempt();
  await world.ask.whole(null, REGISTER, { input: { username: 'eve', displayName: 'Eve', password: PASSWORD } });
  await pool.query('ALTER TABLE message RENAME TO gone');
  await attempt();
}
