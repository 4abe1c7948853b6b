import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Broker } from './broker.ts';
import type { Logger } from './log.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** Numbers that are read when Prometheus asks. */
export type Readings = Readonly<{
  pool: () => Readonly<{ total: number; idle: number; waiting: number }>;
  broker: Readonly<Pick<Broker, 'state' | 'counts'>>;
  hub: () => Readonly<{ people: number; chats: number; listeners: number; arriving: number; waiting: number }>;
  signals: () => Readonly<{ sent: number; shed: number }>;
}>;

/** Prometheus metrics of one node: CPU, memory, event-loop lag (prom-client's own) and what this product does. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'ruggine_http_requests_total',
      help: 'HTTP requests answered, by route and status.',
      labelNames: ['route', 'status'],
      registers,
    }),
    operationDuration: new Histogram({
      name: 'ruggine_operation_duration_seconds',
      help: 'Time to execute a query or mutation.',
      labelNames: ['transport', 'type', 'outcome'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
      registers,
    }),
    sockets: new Gauge({ name: 'ruggine_sockets', help: 'Open WebSockets.', registers }),
    subscriptions: new Gauge({ name: 'ruggine_subscriptions', help: 'Running GraphQL subscriptions.', registers }),
    executions: new Counter({
      name: 'ruggine_event_executions_total',
      help: 'Executions for subscribers: shared ones serve all who asked the same, own ones one subscriber.',
      labelNames: ['how'],
      registers,
    }),
    deliveries: new Counter({ name: 'ruggine_deliveries_total', help: 'Results sent to subscribers.', registers }),
    pushes: new Counter({
      name: 'ruggine_pushes_total',
      help: 'Web Push messages, by kind and by what the push service made of them.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    socketsClosed: new Counter({
      name: 'ruggine_sockets_closed_total',
      help: 'Sockets closed by the server, by close code.',
      labelNames: ['code'],
      registers,
    }),
  };
}

/** Adds the gauges that are read on demand. */
export function watch({ registry }: Metrics, { broker, pool, hub, signals }: Readings): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  gauge('ruggine_database_connections', 'Connections to Postgres.', () => pool().total);
  gauge('ruggine_database_connections_idle', 'Connections to Postgres that nobody uses.', () => pool().idle);
  gauge('ruggine_database_waiting', 'Queries that wait for a connection.', () => pool().waiting);
  gauge('ruggine_hub_chats', 'Chats that this node listens to.', () => hub().chats);
  gauge('ruggine_hub_people', 'People whose devices this node serves.', () => hub().people);
  gauge('ruggine_hub_listeners', 'Subscribers to events on this node.', () => hub().listeners);
  gauge('ruggine_hub_arriving', 'Subscribers to events that are on their way in.', () => hub().arriving);
  gauge('ruggine_hub_waiting', 'Entries that wait for a predecessor.', () => hub().waiting);
  counter('ruggine_signals_total', 'Signals given to subscribers.', () => signals().sent);
  counter('ruggine_signals_shed_total', 'Signals left out because node or reader were too slow.', () => signals().shed);
  if (broker.state() === 'local') return;
  gauge('ruggine_redis_up', 'Whether Redis is reached, 0 or 1.', () => (broker.state() === 'connected' ? 1 : 0));
  counter('ruggine_bus_published_total', 'Messages sent to other nodes.', () => broker.counts().published);
  counter(
    'ruggine_bus_dropped_total',
    'Messages to other nodes that Redis did not take.',
    () => broker.counts().dropped,
  );
  counter('ruggine_bus_received_total', 'Messages of other nodes.', () => broker.counts().received);
}

const CPU_LOG_EVERY_MS = 120_000;

/** Writes the share of one core that the process used into the log every two minutes. @returns ends it */
export function logCpu(logger: Logger): () => void {
  let before = process.cpuUsage();
  let since = performance.now();
  const timer = setInterval(() => {
    const used = process.cpuUsage(before);
    const elapsedMs = performance.now() - since;
    before = process.cpuUsage();
    since = performance.now();
    const share = (micros: number) => Math.round((micros / elapsedMs / 10) * 10) / 10;
    const memoryMb = Math.round(process.memoryUsage.rss() / 1_048_576);
    logger.info(
      { cpuUserPercent: share(used.user), cpuSystemPercent: share(used.system), memoryMb },
      'cpu use of the last two minutes',
    );
  }, CPU_LOG_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
