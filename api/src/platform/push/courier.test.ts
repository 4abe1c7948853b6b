import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import webPush from 'web-push';
import { expect, it, onTestFinished } from 'vitest';
import { createCourier } from './courier.ts';

it('keeps few connections to a push service that it has nothing for', async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    waiting.push(response);
    if (waiting.length === 6) for (const each of waiting) each.writeHead(201).end();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const courier = createCourier(webPush.generateVAPIDKeys(), 'https://example.org', {
    hosts: [],
    ownServices: [origin],
  });
  onTestFinished(() => courier.close());
  const p256dh = createECDH('prime256v1').generateKeys('base64url');
  const to = { endpoint: `${origin}/push`, p256dh, auth: randomBytes(16).toString('base64url') };
  const letter = { content: {}, topic: 'a', ttlSeconds: 60, urgency: 'normal' } as const;
  const deliveries = await Promise.all(Array.from({ length: 6 }, () => courier.deliver(to, letter)));
  expect(deliveries.every(({ failure }) => failure === null)).toBe(true);
  const open = () => new Promise((done) => server.getConnections((_error, count) => done(count)));
  await expect.poll(open, { timeout: 3_000 }).toBe(2);
});
