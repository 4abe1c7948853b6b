import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { globalId } from '../../platform/ids.ts';
import { startPushService, type PushService } from '../../testing/push-service.ts';
import { createRinging } from '../../testing/ringing.ts';
import { createVerbs, gather, waitingInvitation, type Verbs } from '../../testing/verbs.ts';
import { startWorld, type World } from '../../testing/world.ts';

let service: PushService;
let world: World;
let verbs: Verbs;
let ringing: ReturnType<typeof createRinging>;

beforeAll(async () => {
  service = await startPushService();
  world = await startWorld({ PUSH_OWN_SERVICES: service.origin, PUSH_WAIT_MS: '300' });
  verbs = createVerbs(world.ask);
  ringing = createRinging(world.ask);
});
afterAll(async () => {
  await world.close();
  await service.close();
});

it('rings with ids only, at constant length, signed by the key that browsers subscribe with', async () => {
  const [ann, bob] = [await world.person('ann'), await world.person('bob')];
  const chatId = await gather(world.ask, ann, bob);
  const phone = service.browser();
  const { device } = await ringing.register(bob, phone);
  expect(device).toMatchObject({
    preview: 'NOTHING',
    service: new URL(service.origin).host,
    session: { id: globalId('Session', bob.sessionId) },
    deaf: false,
    lastDecision: null,
  });

  const { sent } = await verbs.say(ann, chatId, 'canary: see you at nine');
  const [first] = await ringing.rings(phone, 1);
  expect(first).toEqual({ v: 1, kind: 'MESSAGE', chatId, messageId: sent?.id, seq: sent?.seq, unread: 1 });
  await verbs.say(ann, chatId, 'a '.repeat(4_000).trim());
  await ringing.rings(phone, 2);
  expect(new Set(phone.told.map(({ bytes }) => bytes)).size).toBe(1);
  const [one, other] = phone.told;
  expect(one?.headers['topic']).toMatch(/^[\w-]{32}$/);
  expect(one?.headers['topic']).toBe(other?.headers['topic']);
  expect(one?.headers).toMatchObject({ ttl: '604800', urgency: 'high', 'content-encoding': 'aes128gcm' });

  const { viewer } = await world.ask<{ viewer: { pushKey: string } }>(bob, '{ viewer { pushKey } }');
  expect(claimsOf(String(one?.headers['authorization']), viewer.pushKey)).toMatchObject({ aud: service.origin });
  await ringing.decided(bob, 'RANG');
  const [known] = await ringing.devices(bob);
  expect(known).toMatchObject({ lastFailure: null, deaf: false });
  expect(Date.parse(known?.lastSuccessAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect(JSON.stringify(known)).not.toContain('/push/');
  const metrics = await (await fetch(`${world.url}/metrics`)).text();
  expect(metrics).toContain('ruggine_pushes_total{kind="MESSAGE",outcome="TAKEN"} 2');
});

it('shows who wrote and what, where the device wants it, and keeps the choice', async () => {
  const [cora, dan] = [await world.person('cora', 'Cora'), await world.person('dan')];
  const chatId = await gather(world.ask, cora, dan);
  const [sender, whole] = [service.browser(), service.browser()];
  await ringing.register(dan, sender, { preview: 'SENDER' });
  await ringing.register(await world.device(dan), whole, { preview: 'TEXT' });
  expect((await ringing.register(dan, sender)).device?.preview).toBe('SENDER');

  await verbs.say(cora, chatId, `${'\u{1F9C0}'.repeat(400)} end`);
  const [told] = await ringing.rings(sender, 1);
  expect(told).toMatchObject({ kind: 'MESSAGE', sender: 'Cora', title: 'Sunday hikers' });
  expect(told).not.toHaveProperty('text');
  const [shown] = await ringing.rings(whole, 1);
  expect(shown).toMatchObject({ sender: 'Cora', text: `${'\u{1F9C0}'.repeat(299)}…` });
  expect(sender.told[0]?.bytes).toBe(whole.told[0]?.bytes);
});

it('does not ring for what was read in time, for own messages and for notices, and says why', async () => {
  const [eve, finn] = [await world.person('eve'), await world.person('finn')];
  const chatId = await gather(world.ask, eve, finn);
  const phone = service.browser();
  await ringing.register(finn, phone);
  const { sent } = await verbs.say(eve, chatId, 'seen at once');
  await verbs.read(finn, chatId, sent?.seq ?? 0);
  await ringing.decided(finn, 'SEEN_ELSEWHERE');
  await verbs.say(finn, chatId, 'mine');
  await ringing.decided(finn, 'OWN_MESSAGE');
  await verbs.invite(eve, chatId, (await world.person('gil')).username);
  await verbs.say(eve, chatId, 'and this one rings');
  const [told] = await ringing.rings(phone, 1);
  expect(told).toMatchObject({ kind: 'MESSAGE', unread: 1 });
});

it('takes back what was read elsewhere, once, and only where it rang', async () => {
  const [hana, ivo] = [await world.person('hana'), await world.person('ivo')];
  const chatId = await gather(world.ask, hana, ivo);
  const [phone, late] = [service.browser(), service.browser()];
  await ringing.register(ivo, phone);
  const { sent } = await verbs.say(hana, chatId, 'later');
  await ringing.rings(phone, 1);
  await ringing.register(await world.device(ivo), late);
  await verbs.read(ivo, chatId, sent?.seq ?? 0);
  const told = await ringing.rings(phone, 2);
  expect(told[1]).toEqual({ v: 1, kind: 'READ', chatId, seq: sent?.seq, unread: 0 });
  expect(phone.told[1]?.headers['topic']).toBe(phone.told[0]?.headers['topic']);
  expect(phone.told[1]?.bytes).toBe(phone.told[0]?.bytes);

  const next = await verbs.say(hana, chatId, 'again');
  expect((await ringing.rings(late, 1))[0]).toMatchObject({ kind: 'MESSAGE', seq: next.sent?.seq });
  await ringing.rings(phone, 3);
});

it('tells Apple nothing that is not to be shown', async () => {
  const [nina, otto] = [await world.person('nina'), await world.person('otto')];
  const chatId = await gather(world.ask, nina, otto);
  const { sent } = await verbs.say(nina, chatId, 'read on another device');
  const { subscription } = service.browser();
  await ringing.register(otto, { subscription: { ...subscription, endpoint: 'https://web.push.apple.com/a' } });
  // As if it had rung there, which cannot be had without Apple.
  const { rowCount } = await world.database.pool.query(
    `INSERT INTO push_ring (device_id, chat_id, rung_seq, sent_seq)
    SELECT push_device.id, chat_id, seq, seq FROM push_device, message WHERE endpoint LIKE '%apple%' AND seq = $1
      AND chat_id IN (SELECT chat_id FROM membership WHERE user_id = $2)`,
    [sent?.seq, otto.id],
  );
  expect(rowCount).toBe(1);
  await verbs.read(otto, chatId, sent?.seq ?? 0);
  await expect
    .poll(() => world.database.prisma.pushRing.count({ where: { clearedSeq: sent?.seq ?? 0 } }), { timeout: 10_000 })
    .toBe(1);
  expect((await ringing.devices(otto))[0]).toMatchObject({ lastFailureAt: null, lastSuccessAt: null });
});

it('collapses a burst, and rings again for what comes after it', async () => {
  const [joe, kim] = [await world.person('joe'), await world.person('kim')];
  const chatId = await gather(world.ask, joe, kim);
  const phone = service.browser();
  await ringing.register(kim, phone);
  let last = 0;
  for (let n = 0; n < 20; n++) last = (await verbs.say(joe, chatId, `${n}`)).sent?.seq ?? 0;
  await expect.poll(() => phone.told.at(-1)?.content['seq'], { timeout: 15_000 }).toBe(last);
  expect(phone.told.length).toBeLessThanOrEqual(3);
  const seqs = phone.told.map(({ content }) => content['seq']);
  expect(new Set(seqs).size).toBe(seqs.length);
});

it('counts up to a thousand for the badge', async () => {
  const [pia, quin] = [await world.person('pia'), await world.person('quin')];
  const chatId = await gather(world.ask, pia, quin);
  const phone = service.browser();
  await ringing.register(quin, phone);
  await world.database.pool.query(
    `WITH grown AS (
      UPDATE chat SET last_seq = last_seq + 1200 WHERE id = $1 RETURNING id, last_seq - 1200 AS before
    )
    INSERT INTO message (id, chat_id, seq, kind, sender_id, text)
    SELECT gen_random_uuid(), grown.id, grown.before + n, 'TEXT', $2, 'hello' FROM grown, generate_series(1, 1200) AS n`,
    [Buffer.from(chatId, 'base64').toString().split(':')[1], pia.id],
  );
  await verbs.say(pia, chatId, 'hello');
  const [told] = await ringing.rings(phone, 1);
  expect(told).toMatchObject({ kind: 'MESSAGE', unread: 1_000 });
});

it('rings for an invitation that still waits, and not for one that was answered', async () => {
  const [lea, max] = [await world.person('lea', 'Lea'), await world.person('max')];
  const phone = service.browser();
  await ringing.register(max, phone, { preview: 'SENDER' });
  const { chat } = await verbs.makeGroup(lea, 'Choir', max);
  await verbs.accept(max, await waitingInvitation(world.ask, max, chat?.id));
  const second = await verbs.makeGroup(lea, 'Chess', max);
  const [told] = await ringing.rings(phone, 1);
  expect(told).toMatchObject({ v: 1, kind: 'INVITATION', sender: 'Lea', title: 'Chess' });
  expect(told?.['invitationId']).toBe(await waitingInvitation(world.ask, max, second.chat?.id));
});

/** What the server says of itself in the header of RFC 8292. Fails unless it is signed by the key. */
function claimsOf(header: string, key: string): Readonly<Record<string, unknown>> {
  const [, token = '', told = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? [];
  expect(told).toBe(key);
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${body}`);
  const by = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', signed, by, Buffer.from(signature, 'base64url'))).toBe(true);
  const claims: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  return claims;
}
