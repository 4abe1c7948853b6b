import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import helmet from '@fastify/helmet';
import serveStatic from '@fastify/static';
import fastify from 'fastify';
import { entryCodec } from './events/entry.ts';
import { createHub } from './events/hub.ts';
import { openLog } from './events/open.ts';
import { keepReading } from './events/reading.ts';
import { pushReading, pushWork } from './features/push/pushing.ts';
import { endedAmong } from './features/session/access.ts';
import { SESSION_ENDED } from './features/session/events.ts';
import { createRecognition, revocations } from './features/session/recognition.ts';
import { createEngine, ENDPOINT } from './graphql/engine.ts';
import { createGraphiQL } from './graphql/graphiql.ts';
import { serveHttp, type Door } from './graphql/http.ts';
import { serveSockets } from './graphql/socket.ts';
import { apiHeaders } from './platform/api-headers.ts';
import { createLocalBroker, type Broker } from './platform/broker.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import { createJobs } from './platform/jobs.ts';
import { watchLoad } from './platform/load.ts';
import type { Logger } from './platform/log.ts';
import { createMetrics, logCpu, watch } from './platform/metrics.ts';
import { addressOf, isHttps } from './platform/proxy.ts';
import { createCourier } from './platform/push/courier.ts';
import { readPushKeys } from './platform/push/keys.ts';
import { contentPolicy, WEB_FOLDER, webHeaders } from './platform/web-files.ts';
import { serveOrders } from './platform/web-orders.ts';
import { schema } from './schema.ts';
import { createSignals } from './signals/signals.ts';

export type App = Awaited<ReturnType<typeof createApp>>;

/** Connections that may wait to be accepted: when a node comes back, all its devices knock at the same moment. */
const BACKLOG = 4_096;
/** How long the log is left unchecked for what the bus has lost. */
const TAIL_CHECK_EVERY_MS = 10_000;
/** A proxy asks every second whether we are ready, and must hear our no before we refuse what it sends. */
const PROXY_NOTICE_MS = 2_000;

/** One node: HTTP and WebSocket as a value. Read from the top it is the life of a request. */
export async function createApp(
  config: Config,
  database: Database,
  logger: Logger,
  broker: Broker = createLocalBroker(),
) {
  const metrics = createMetrics();
  const log = await openLog(database, broker.bus('log', entryCodec));
  const hub = createHub(log, TAIL_CHECK_EVERY_MS, (error) => logger.error({ err: error }, 'the live feed failed'));
  const { authenticate, recognise, revoke } = createRecognition(database, broker.bus('session', revocations));
  const load = watchLoad();
  const signals = createSignals({
    broker,
    database,
    hub,
    isBusy: load.isHigh,
    onError: (error) => logger.error({ err: error }, 'the signals failed'),
  });
  const courier = createCourier(await readPushKeys(database.prisma), subjectOf(config), config.push);
  const services = { log, hub, signals, limits: broker.limits(config.rateLimitFactor), courier, logger, revoke };
  const { pool } = database;
  const pushing = {
    pool: database.background,
    courier,
    waitMs: config.push.waitMs,
    onDelivery: (kind: string, outcome: string) => metrics.pushes.inc({ kind, outcome }),
  };
  const jobs = createJobs(database.background, pushWork(pushing), logger);
  watch(metrics, {
    broker,
    hub: hub.size,
    signals: signals.counts,
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  });
  let reading: ReturnType<typeof keepReading> | null = null;
  const stopCpuLog = logCpu(logger);

  const app = fastify({
    forceCloseConnections: 'idle',
    routerOptions: { querystringParser: () => ({}) },
    logger: false,
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.inc({ route: request.routeOptions.url ?? 'none', status: reply.statusCode });
  });
  await app.register(helmet, { contentSecurityPolicy: contentPolicy(), hsts: config.publicUrl?.protocol === 'https:' });

  const door: Door = {
    engine: createEngine(schema, logger, metrics),
    services,
    authenticate,
    recognise,
    allowedOrigins: config.publicUrl ? [config.publicUrl.origin, ...config.allowedOrigins] : config.allowedOrigins,
    answersHave: apiHeaders(config.publicUrl?.protocol === 'https:'),
    isSecure: (request) => config.publicUrl?.protocol === 'https:' || isHttps(request, config.trustProxy),
    addressOf: (request) => addressOf(request, config.trustProxy),
    page: config.graphiql ? createGraphiQL() : null,
  };
  serveHttp(app, door);
  const sockets = serveSockets(app.server, {
    ...door,
    metrics,
    sessionEnded: SESSION_ENDED,
    endedAmong: (sessionIds) => endedAmong(log, sessionIds),
  });

  app.get('/healthz', async () => ({ status: 'ok' }));
  let leaving = false;
  app.get('/readyz', async (_request, reply) => {
    if (leaving) return reply.code(503).send({ status: 'going down' });
    const ready = await pool.query('SELECT 1').then(
      () => true,
      () => false,
    );
    // Without Redis a node does its work, only later: no reason to send people elsewhere.
    const redis = broker.state() === 'local' ? {} : { redis: broker.state() };
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ok' : 'database unreachable', ...redis });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  serveOrders(app, config);
  if (existsSync(WEB_FOLDER)) {
    await app.register(serveStatic, { root: WEB_FOLDER, preCompressed: true, setHeaders: webHeaders, wildcard: true });
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && existsSync(WEB_FOLDER)) return reply.sendFile('index.html');
    return reply.code(404).send({
      errors: [{ message: `Nothing is here. The API is at ${ENDPOINT}.`, extensions: { code: 'NOT_FOUND' } }],
    });
  });

  async function closeDoor(): Promise<void> {
    await sockets.drain();
    await app.close();
  }

  async function endBackground(): Promise<void> {
    await reading?.stop();
    await jobs.stop();
  }

  return {
    server: app,
    services,
    metrics,
    /** @returns the port, which the system chooses when the setting is 0 */
    async listen(): Promise<number> {
      await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
      await jobs.start();
      reading = keepReading(log, pushReading(pushing), (error) =>
        logger.error({ err: error }, 'reading the log failed'),
      );
      const address = app.server.address();
      return typeof address === 'object' && address !== null ? address.port : config.port;
    },
    /** Ends politely: the proxy hears of it first, sockets are told to come again, requests that run are answered. */
    async close(): Promise<void> {
      stopCpuLog();
      leaving = true;
      if (config.trustProxy > 0) await pause(PROXY_NOTICE_MS);
      await Promise.all([closeDoor(), endBackground()]);
      courier.close();
      await signals.close();
      hub.close();
      load.close();
      await broker.close();
    },
  };
}

/** Whom the operators of push services may turn to about this server. */
function subjectOf({ publicUrl }: Config): string {
  return publicUrl?.protocol === 'https:' ? publicUrl.origin : 'mailto:push@ruggine.invalid';
}
