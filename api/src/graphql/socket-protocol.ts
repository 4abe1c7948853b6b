import type { GraphQLError } from 'graphql';
import { makeServer, type Context as ProtocolContext } from 'graphql-ws';
import { newId } from '../platform/ids.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Viewer } from '../viewer.ts';
import { createAdmission } from './admission.ts';
import { bearerToken } from './credentials.ts';
import { completedBy, createFeeds } from './socket-feeds.ts';
import { createMeter } from './frame-meter.ts';
import type { Door } from './http.ts';
import { overSocket, present, willPass, withoutHttp } from './masking.ts';
import { end, endSlow, isOpen, isSlow, type Peer } from './peer.ts';
import { createOutlets } from './outlet.ts';
import { runRequest } from './request.ts';
import { isSubscription } from './running.ts';
import { createSilence } from './silence.ts';
import { createOperations, tooMany } from './socket-operations.ts';

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
  const operations = createOperations(door);
  const feeds = createFeeds({ services, metrics, admission, outlets, operations });
  const peers = new Set<Peer>();
  const silence = createSilence((peer) => end(peer, metrics, 4408, 'Connection initialisation timeout'));
  const pulse = setInterval(
    () => void checkSessions().catch((error: unknown) => logger.warn({ err: error }, 'sessions could not be checked')),
    SESSION_CHECK_EVERY_MS,
  );
  const server = makeServer<Init, Extra>({
    // Ours is fairer to a crowd: see silence.ts.
    connectionInitWaitTimeout: 0,
    onConnect: ({ connectionParams, extra }) => introduce(connectionParams ?? {}, extra),
    onSubscribe: async ({ extra: { peer } }: Talk, id, payload) => {
      if (!peer.running.has(id)) return operations.prepare(peer, id, payload);
      end(peer, metrics, 4409, `Subscriber for ${id} already exists`);
      return [tooMany('one operation of an id')];
    },
    execute: (args) => operations.run(args),
    subscribe: (args) => feeds.begin(args),
    onOperation: ({ extra: { peer }, subscriptions }, id) => {
      // The library keeps nothing of a feed: it takes it for ended, and we take it from there.
      if (!peer.feeds.has(id)) return;
      if (id in subscriptions) delete subscriptions[id];
      else feeds.stop(peer, id);
    },
    onError: ({ extra: { peer } }, id, _payload, errors) => tellErrors(peer, id, errors).map(withoutHttp),
    // Whatever this returns is sent in place of the result.
    onNext: (...[{ extra }, id, , , { errors, ...result }]) => {
      metrics.deliveries.inc();
      return errors && overSocket({ ...result, errors: tellErrors(extra.peer, id, errors) });
    },
    onComplete: ({ extra: { peer } }, id) => void (peer.feeds.has(id) || peer.running.delete(id)),
  });

  return { open, checkSessions, close };

  function close(): void {
    clearInterval(pulse);
    silence.close();
  }

  function open(peer: Peer, onProven: () => void): void {
    const { socket, stream } = peer;
    const allows = createMeter();
    let hear: (data: string) => Promise<void> = async () => {};
    peers.add(peer);
    silence.watch(peer);
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
      if (peer.feeds.size > 0 && feeds.stop(peer, completedBy(text))) return;
      runRequest(newId(), () => hear(text)).catch((error: unknown) => {
        if (!isOpen(peer)) return;
        logger.error({ err: error }, 'a socket failed');
        end(peer, metrics, 4500, 'Internal error');
      });
    });
    socket.on('error', (error) => logger.debug({ err: error }, 'a socket broke'));
    socket.once('close', (code, reason) => {
      peers.delete(peer);
      silence.over(peer);
      peer.unwatch();
      for (const id of peer.feeds.keys()) feeds.stop(peer, id);
      stream.destroy();
      closed(code, String(reason)).catch((error: unknown) => logger.error({ err: error }, 'a socket did not end well'));
    });
  }

  /** A bearer token that proves nothing ends the talk; without one the cookie counts, or nobody is signed in. */
  async function introduce({ authorization }: Init, { peer, onProven }: Extra): Promise<boolean> {
    silence.over(peer);
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
      if (peer.viewer === null) return true;
      onProven();
      watchSession(peer.viewer, peer);
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
}
