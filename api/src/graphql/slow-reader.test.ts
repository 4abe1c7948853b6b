import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendMessage } from '../features/message/send.ts';
import { newId } from '../platform/ids.ts';
import { signOn, type Line } from '../testing/dial.ts';
import { listen, type Heard } from '../testing/listen.ts';
import { gather } from '../testing/verbs.ts';
import { startWorld, type World } from '../testing/world.ts';
import { requiredId } from './nodes.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Each event is some 50 kB, so that the buffers between the two ends are soon full. */
const GREEDY = `subscription { events { __typename cursor ... on ChatEvent { chatId seq }
  ... on MessageSent { message { ${Array.from({ length: 14 }, (_, n) => `t${n}: text`).join(' ')} } } } }`;
const MESSAGES = 1_300;
const AT_ONCE = 20;

it('closes a socket that does not read with 4413; nobody else notices, and it misses nothing', async () => {
  const ann = await world.person('ann');
  const bob = await world.person('bob');
  const eve = await world.person('eve');
  const hikers = await gather(world.ask, ann, bob);
  const cooks = await gather(world.ask, ann, eve);
  const laptop = await listen(world.url, await world.device(bob));
  const other = await listen(world.url, eve);
  const phone = await signOn(world.url, bob.token);
  phone.say({ id: 'all', type: 'subscribe', payload: { query: GREEDY } });
  await expect.poll(world.app.services.hub.size).toMatchObject({ listeners: 3, arriving: 0 });
  phone.socket.pause();

  const viewer = { ...world.app.services, address: '', userAgent: null, userId: ann.id, sessionId: ann.sessionId };
  const say = (chatId: string, text: string) =>
    sendMessage(viewer, { id: newId(), chatId: requiredId('Chat', chatId), text });
  for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => say(hikers, `for hikers ${'x'.repeat(3_500)}`)));
    await say(cooks, 'for cooks');
    // The honest ones share a process with the test: let them keep up.
    await laptop.until(at(FIRST + sent + AT_ONCE - 1));
  }
  await other.until(at(FIRST + MESSAGES / AT_ONCE - 1));

  expect(await closedWith('4413')).toBe(1);
  expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
  phone.socket.resume();
  // Who resumes after a second finds the line cut before it could read the code.
  expect([4413, 1006]).toContain((await phone.closed).code);
  while (world.app.services.hub.size().listeners > 2) await pause(1);

  const early = eventsOf(phone);
  const resumed = await listen(world.url, bob, early.at(-1)?.cursor ?? null);
  await resumed.until(at(FIRST + MESSAGES - 1));
  expect(early.length).toBeLessThan(MESSAGES);
  expect(places([...early, ...resumed.heard])).toEqual(places(laptop.heard));
  expect(places(laptop.heard)).toEqual(Array.from({ length: MESSAGES }, (_, n) => n + FIRST));

  // Both were told at the same time, one of them slowly: neither got what was meant for the other.
  expect(JSON.stringify([...phone.frames, ...laptop.heard, ...resumed.heard])).not.toContain('for cooks');
  expect(JSON.stringify(other.heard)).not.toContain('for hikers');
  expect(other.heard.filter(({ __typename }) => __typename === 'MessageSent')).toHaveLength(MESSAGES / AT_ONCE);
});

/** Before the messages: the making of the group and the coming of its second member, each with its notice. */
const FIRST = 5;

function at(place: number): (event: Heard) => boolean {
  return ({ seq }) => seq === place;
}

function eventsOf(line: Line): Heard[] {
  return line.frames.flatMap(({ payload }) => {
    const text = JSON.stringify(payload ?? {});
    const { data }: { data?: { events: Heard } } = JSON.parse(text);
    return data ? [data.events] : [];
  });
}

/** The seqs of the messages in a chat's events, each once. Who resumes may hear some from before they began, too. */
function places(events: readonly Heard[]): number[] {
  return [...new Set(events.map(({ seq = 0 }) => seq))].filter((seq) => seq >= FIRST);
}

async function closedWith(code: string): Promise<number> {
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  return Number(new RegExp(`ruggine_sockets_closed_total\\{code="${code}"\\} (\\d+)`).exec(metrics)?.[1] ?? 0);
}
