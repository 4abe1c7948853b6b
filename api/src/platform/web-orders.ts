import type { FastifyInstance } from 'fastify';
import type { Config } from './config.ts';

/**
 * What the server demands of the apps that it has given out: a minimum version, and whether their service worker may
 * stay. Apps ask at each start, and when somebody comes back to them.
 */
export function serveOrders(
  app: FastifyInstance,
  { minimumApp, serviceWorker }: Pick<Config, 'minimumApp' | 'serviceWorker'>,
): void {
  app.get('/app.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ minimum: minimumApp, serviceWorker }),
  );
  if (!serviceWorker) {
    app.get('/sw.js', async (_request, reply) =>
      reply.header('cache-control', 'no-store').type('text/javascript; charset=utf-8').send(FAREWELL),
    );
  }
  void app.register(async (scope) => {
    // The service worker answers this itself; where there is none, what was shared is lost, but not the way.
    scope.addContentTypeParser('multipart/form-data', (_request, body, done) => {
      body.resume();
      done(null);
    });
    scope.post('/share', async (_request, reply) => reply.redirect('/share', 303));
  });
}

/** Takes the place of the service worker that browsers have, clears what it kept, and goes. Its windows load anew from the server. */
const FAREWELL = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave() {
  const windows = await self.clients.matchAll({ type: 'window' });
  await self.registration.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const window of windows) await window.navigate(window.url).catch(() => {});
}
`;
