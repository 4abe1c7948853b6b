import { runInNewContext } from 'node:vm';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { serveOrders } from './web-orders.ts';

function serve(orders: Parameters<typeof serveOrders>[1]) {
  const app = fastify();
  serveOrders(app, orders);
  return app;
}

it('tells apps the version they need, and never from a cache', async () => {
  const answer = await serve({ minimumApp: '1.4.0', serviceWorker: true }).inject('/app.json');
  expect(answer.json()).toEqual({ minimum: '1.4.0', serviceWorker: true });
  expect(answer.headers['cache-control']).toBe('no-store');
});

it('leaves the service worker to the files, unless it is to go', async () => {
  expect((await serve({ minimumApp: null, serviceWorker: true }).inject('/sw.js')).statusCode).toBe(404);
  const farewell = await serve({ minimumApp: null, serviceWorker: false }).inject('/sw.js');
  expect(farewell.headers['content-type']).toMatch('javascript');
});

it('sends a worker that removes itself with all it has cached, and loads its windows anew', async () => {
  const { body } = await serve({ minimumApp: null, serviceWorker: false }).inject('/sw.js');
  const done: string[] = [];
  let over: Promise<void> | undefined;
  const hear: Record<string, (event: object) => void> = {};
  const self = {
    addEventListener: (name: string, run: (event: object) => void) => (hear[name] = run),
    skipWaiting: () => done.push('skips'),
    registration: { unregister: async () => done.push('unregisters') },
    clients: {
      matchAll: async () => [{ url: '/chats/1', navigate: async (url: string) => done.push(`loads ${url}`) }],
    },
  };
  const caches = { keys: async () => ['shell'], delete: async (name: string) => done.push(`deletes ${name}`) };
  runInNewContext(body, { self, caches });
  hear['install']?.({});
  hear['activate']?.({ waitUntil: (work: Promise<void>) => (over = work) });
  await over;
  expect(done).toEqual(['skips', 'unregisters', 'deletes shell', 'loads /chats/1']);
});

it('shows the page where one picks a chat when what was shared reached the server', async () => {
  const answer = await serve({ minimumApp: null, serviceWorker: true }).inject({
    method: 'POST',
    url: '/share',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload: '--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nhello\r\n--x--\r\n',
  });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/share']);
});
