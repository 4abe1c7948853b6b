import type { ExecutionArgs, GraphQLError } from 'graphql';
import { makeServer, type Context as ProtocolContext } from 'graphql-ws';
import { newId } from '../platform/ids.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Viewer } from '../viewer.ts';
import { createAdmission } from './admission.ts';
import { bearerToken } from './credentials.ts';
import { createFanOut } from './fan-out.ts';
import { createMeter } from './frame-meter.ts';
import type { Door } from './http.ts';
import { overSocket, present, willPass, withoutHttp } from './masking.ts';
import { end, endSlow, isOpen, isSlow, type Peer } from './peer.ts';
import { createOutlets } from './outlet.ts';
import { createRelay } from './relay.ts';
import { runRequest } from './request.ts';
import { isSubscription } from './running.ts';
import { createOperations, tooMany } from './socket-operations.ts';

const INIT_WITHIN_MS = 3_000;
/** The bus may lose the news that a session has ended; besides, sessions run out. */
const SESSION_CHECK_EVERY_MS = 10_000;

export type SocketDoor = Door &
  Readonly<{
    metrics: Metrics;
    /** The kind of log entry that ends a session. */
    sessionEnded: string;
    /** Those of the sessions that let nobody in any more. */
    endedAmong: (sessionIds: readonly string[]) => Promise<ReadonlySet<string>>;
  }>;

type Extra = Readonly<{ peer: Peer; onProven: () => void }>;
type Init = Readonly<{ authorization?: unknown }>;
type Talk = ProtocolContext<Init, Extra>;

/** Speaks graphql-transport-ws with a peer: who it is, which operations it may run, and when the talk ends. */
export function createSocketProtocol(door: SocketDoor) {
  const { metrics, services } = door;
  const { logger } = services;
  const admission = createAdmission();
  const outlets = createOutlets(metrics);
  const relay = createRelay(createFanOut(services, metrics, outlets), outlets);
  const operations = createOperations(door);
  const peers = new Set<Peer>();
  const pulse = setInterval(
    () => void checkSessions().catch((error: unknown) => logger.warn({ err: error }, 'sessions could not be checked')),
    SESSION_CHECK_EVERY_MS,
  );
  const server = makeServer<Init, Extra>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: ({ connectionParams, extra }) => introduce(connectionParams ?? {}, extra),
    onSubscribe: async ({ extra: { peer } }: Talk, id, payload) => {
      if (!peer.running.has(id)) return operations.prepare(peer, id, payload);
      end(peer, metrics, 4409, `Subscriber for ${id} already exists`);
      return [tooMany('one operation of an id')];
    },
    execute: (args) => operations.run(args),
    subscribe: (args) => subscribe(args),
    onOperation: ({ extra: { peer }, subscriptions }, id) => {
      // The library keeps nothing of a feed: it takes it for ended, and we take it from there.
      if (!peer.feeds.has(id)) return;
      if (id in subscriptions) delete subscriptions[id];
      else stopFeed(peer, id);
    },
    onError: ({ extra: { peer } }, id, _payload, errors) => tellErrors(peer, id, errors).map(withoutHttp),
    // Whatever this returns is sent in place of the result.
    onNext: (...[{ extra }, id, , , { errors, ...result }]) => {
      metrics.deliveries.inc();
      return errors && overSocket({ ...result, errors: tellErrors(extra.peer, id, errors) });
    },
    onComplete: ({ extra: { peer } }, id) => void (peer.feeds.has(id) || peer.running.delete(id)),
  });

  return { open, checkSessions, close: () => clearInterval(pulse) };

  function open(peer: Peer, onProven: () => void): void {
    const { socket, stream } = peer;
    const allows = createMeter();
    let hear: (data: string) => Promise<void> = async () => {};
    peers.add(peer);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        close: (code, reason) => end(peer, metrics, code ?? 1000, reason ?? ''),
        onMessage: (listener) => {
          hear = listener;
        },
        send: (data) =>
          new Promise((resolve, reject) => {
            if (isSlow(peer)) endSlow(peer, metrics);
            // Not to be passed over: it is how a subscription learns that nobody is there any more.
            if (!isOpen(peer)) return reject(new Error('the socket is closed'));
            socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
      },
      { peer, onProven },
    );
    socket.on('message', (data, isBinary) => {
      // What comes after we began to close comes from somebody who has no say any more.
      if (!isOpen(peer)) return;
      if (isBinary) return end(peer, metrics, 4400, 'Text frames only');
      if (!allows()) return end(peer, metrics, 4429, 'Too many messages, retry after 1 s');
      if (isSlow(peer)) return endSlow(peer, metrics);
      const text = String(data);
      if (peer.feeds.size > 0 && stopFeed(peer, completedBy(text))) return;
      runRequest(newId(), () => hear(text)).catch((error: unknown) => {
        if (!isOpen(peer)) return;
        logger.error({ err: error }, 'a socket failed');
        end(peer, metrics, 4500, 'Internal error');
      });
    });
    socket.on('error', (error) => logger.debug({ err: error }, 'a socket broke'));
    socket.once('close', (code, reason) => {
      peers.delete(peer);
      peer.unwatch();
      for (const id of peer.feeds.keys()) stopFeed(peer, id);
      stream.destroy();
      closed(code, String(reason)).catch((error: unknown) => logger.error({ err: error }, 'a socket did not end well'));
    });
  }

  /** A bearer token that proves nothing ends the talk; without one the cookie counts, or nobody is signed in. */
  async function introduce({ authorization }: Init, { peer, onProven }: Extra): Promise<boolean> {
    const turn = await admission.enter();
    if (typeof turn === 'number') {
      end(peer, metrics, 4429, `Too many at once, retry after ${turn} s`);
      return false;
    }
    try {
      const token = bearerToken(authorization);
      if (authorization !== undefined && token === null) return turnAway(peer);
      const proof = token ?? peer.cookie;
      peer.cookie = null;
      peer.viewer = proof === null ? null : await door.authenticate(peer.caller, proof);
      if (proof !== null && peer.viewer === null) return turnAway(peer);
      onProven();
      if (peer.viewer !== null) watchSession(peer.viewer, peer);
      return true;
    } finally {
      turn();
    }
  }

  function turnAway(peer: Peer): boolean {
    end(peer, metrics, 4401, 'Unauthorized');
    return false;
  }

  function watchSession({ userId, sessionId }: Viewer, peer: Peer): void {
    peer.unwatch = services.hub.watch(userId, (entry) => {
      if (entry.kind === door.sessionEnded && entry.subjectId === sessionId) end(peer, metrics, 4401, 'Session ended');
    });
    if (!isOpen(peer)) peer.unwatch();
  }

  /** Closes the sockets whose session has ended without anybody telling us. */
  async function checkSessions(): Promise<void> {
    const sessions = new Set([...peers].flatMap(({ viewer }) => viewer?.sessionId ?? []));
    if (sessions.size === 0) return;
    const ended = await door.endedAmong([...sessions]);
    for (const peer of peers) {
      if (peer.viewer && ended.has(peer.viewer.sessionId)) end(peer, metrics, 4401, 'Session ended');
    }
  }

  /** An event that could not be read must not be passed over: whoever resumes by cursor is told it again. */
  function tellErrors(peer: Peer, id: string, errors: readonly GraphQLError[]) {
    // A subscription whose peer has gone ends with an error that is nobody's business.
    if (!isOpen(peer)) return [];
    const presented = errors.map((error) => present(error, logger));
    if (isSubscription(peer.running, id) && presented.some(willPass)) outlets.fail({ peer, id, open: true });
    return presented;
  }

  async function subscribe(args: ExecutionArgs) {
    const started = operations.find(args);
    if (!started) throw new Error('a subscription that was not prepared');
    const { peer, id } = started;
    const hasBegun = await admission.goOn();
    const outlet = { peer, id, open: true };
    try {
      const begun = await relay.begin(args, outlet, { hasBegun, isOver: (error) => finish(peer, id, error) });
      if (typeof begun !== 'function') return begun;
      peer.feeds.set(id, begun);
      metrics.subscriptions.inc();
      if (!isOpen(peer)) stopFeed(peer, id);
      return nothing();
    } catch (error) {
      hasBegun();
      return { errors: [present(error, logger)] };
    }
  }

  /** @returns whether there was such a feed */
  function stopFeed(peer: Peer, id: string | null): boolean {
    const stop = id === null ? undefined : peer.feeds.get(id);
    if (id === null || !stop) return false;
    peer.feeds.delete(id);
    peer.running.delete(id);
    metrics.subscriptions.dec();
    stop();
    return true;
  }

  /** A feed that ended by itself: the peer is told so. */
  function finish(peer: Peer, id: string, error: unknown): void {
    if (!stopFeed(peer, id) || !isOpen(peer)) return;
    if (error === null) return peer.socket.send(JSON.stringify({ id, type: 'complete' }));
    const told = present(error, logger);
    if (willPass(told)) return outlets.fail({ peer, id, open: true });
    peer.socket.send(JSON.stringify({ id, type: 'error', payload: [withoutHttp(told)] }));
  }
}

async function* nothing(): AsyncGenerator<never, void> {}

/** The id of the operation that a message completes; null for any other message. */
function completedBy(text: string): string | null {
  if (text.length > COMPLETE_MAX || !text.includes('"complete"')) return null;
  try {
    const { type, id }: { type?: unknown; id?: unknown } = JSON.parse(text);
    return type === 'complete' && typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

/** Longer than any message that completes an operation under a sensible id. */
const COMPLETE_MAX = 1_000;
