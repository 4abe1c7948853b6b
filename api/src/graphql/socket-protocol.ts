import { getOperationAST, GraphQLError, type ExecutionArgs } from 'graphql';
import { makeServer, type Context as ProtocolContext, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { newId } from '../platform/ids.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Caller, Viewer } from '../viewer.ts';
import { bearerToken } from './credentials.ts';
import { Fault } from './faults.ts';
import type { Door } from './http.ts';
import { createMeter } from './frame-meter.ts';
import { overSocket, present, withoutHttp } from './masking.ts';
import { contextFor } from './operation.ts';
import { countOperation } from './rate-limit.ts';
import { runRequest } from './request.ts';

const INIT_WITHIN_MS = 3_000;
const OPERATIONS_MAX = 100;
const SUBSCRIPTIONS_MAX = 10;

export type SocketDoor = Door &
  Readonly<{
    metrics: Metrics;
    /** The kind of log entry that ends a session. */
    sessionEnded: string;
  }>;

/** One open socket. */
export type Peer = Readonly<{
  socket: WebSocket;
  caller: Caller;
  /** Token of the session cookie, if the cookie may count. */
  cookie: string | null;
  /** Called once the peer has introduced itself. */
  onProven: () => void;
  bufferedMax: number;
}>;

type State = { viewer: Viewer | null; subscriptions: Set<string>; unwatch: () => void };
type Extra = Readonly<{ peer: Peer; state: State }>;
type Init = Readonly<{ authorization?: unknown }>;

/** Speaks graphql-transport-ws with a peer: who it is, which operations it may run, and when the talk ends. */
export function createSocketProtocol(door: SocketDoor) {
  const server = makeServer<Init, Extra>({
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: ({ connectionParams, extra }) => introduce(connectionParams ?? {}, extra),
    onSubscribe: (context, id, payload) => prepare(context, id, payload),
    execute: (args) => run(args, 'execute'),
    subscribe: (args) => run(args, 'subscribe'),
    onError: (_context, _id, _payload, errors) =>
      errors.map((error) => withoutHttp(present(error, door.services.logger))),
    // Whatever this returns is sent in place of the result.
    onNext: (...[, , , , result]) => {
      door.metrics.deliveries.inc();
      return result.errors && overSocket(result);
    },
    onComplete: ({ extra }, id) => {
      if (extra.state.subscriptions.delete(id)) door.metrics.subscriptions.dec();
    },
  });

  /** The pipeline that each operation was prepared with. */
  const pipelines = new WeakMap<ExecutionArgs, ReturnType<typeof door.engine.getEnveloped>>();

  return { open };

  function open(peer: Peer): void {
    const { socket, bufferedMax } = peer;
    const state: State = { viewer: null, subscriptions: new Set(), unwatch: () => {} };
    const allows = createMeter();
    let hear: (data: string) => Promise<void> = async () => {};
    const closed = server.opened(
      {
        protocol: socket.protocol,
        close: (code, reason) => end(peer, code ?? 1000, reason ?? ''),
        onMessage: (listener) => {
          hear = listener;
        },
        send: (data) =>
          new Promise((resolve) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            if (socket.bufferedAmount > bufferedMax)
              return resolve(end(peer, 4413, 'Reads too slowly, resume by cursor'));
            socket.send(data, () => resolve());
          }),
      },
      { peer, state },
    );
    socket.on('message', (data, isBinary) => {
      if (isBinary) return end(peer, 4400, 'Text frames only');
      if (!allows()) return end(peer, 4429, 'Too many messages');
      if (socket.bufferedAmount > bufferedMax) return end(peer, 4413, 'Reads too slowly, resume by cursor');
      runRequest(newId(), () => hear(String(data))).catch((error: unknown) => {
        door.services.logger.error({ err: error }, 'a socket failed');
        end(peer, 4500, 'Internal error');
      });
    });
    socket.on('error', (error) => door.services.logger.debug({ err: error }, 'a socket broke'));
    socket.once('close', (code, reason) => {
      state.unwatch();
      door.metrics.subscriptions.dec(state.subscriptions.size);
      state.subscriptions.clear();
      closed(code, String(reason)).catch((error: unknown) =>
        door.services.logger.error({ err: error }, 'a socket did not end well'),
      );
    });
  }

  function end({ socket }: Peer, code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    door.metrics.socketsClosed.inc({ code });
    socket.close(code, reason.slice(0, 120));
    // Who does not read does not answer the closing either.
    if (code === 4413) setTimeout(() => socket.terminate(), 1_000).unref();
  }

  /** A bearer token that proves nothing ends the talk; without one the cookie counts, or nobody is signed in. */
  async function introduce({ authorization }: Init, { peer, state }: Extra): Promise<boolean> {
    const token = bearerToken(authorization);
    if (authorization !== undefined && token === null) return turnAway(peer);
    const proof = token ?? peer.cookie;
    state.viewer = proof === null ? null : await door.authenticate(peer.caller, proof);
    if (proof !== null && state.viewer === null) return turnAway(peer);
    peer.onProven();
    if (state.viewer === null || proof === null) return true;
    watchSession(state.viewer, peer, state);
    // Who was signed out between the first look and the watch has told nobody.
    return (await door.authenticate(peer.caller, proof)) !== null || turnAway(peer);
  }

  function turnAway(peer: Peer): boolean {
    end(peer, 4401, 'Unauthorized');
    return false;
  }

  function watchSession({ userId, sessionId }: Viewer, peer: Peer, state: State): void {
    state.unwatch = peer.caller.hub.watch(userId, (entry) => {
      if (entry.kind === door.sessionEnded && entry.subjectId === sessionId) end(peer, 4401, 'Session ended');
    });
    if (peer.socket.readyState !== peer.socket.OPEN) state.unwatch();
  }

  async function prepare(
    { extra, subscriptions }: ProtocolContext<Init, Extra>,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { peer, state } = extra;
    const requestId = newId();
    if (Object.keys(subscriptions).length > OPERATIONS_MAX) return [tooMany(`${OPERATIONS_MAX} operations`)];
    const context = contextFor(requestId, peer.caller, state.viewer, {
      closeSlow: () => end(peer, 4413, 'Reads too slowly, resume by cursor'),
    });
    const pipeline = door.engine.getEnveloped({ context, transport: 'websocket', params: payload });
    try {
      await countOperation(context);
      const { schema } = pipeline;
      const document = pipeline.parse(payload.query);
      const errors = pipeline.validate(schema, document);
      if (errors.length > 0) return errors.map((error: unknown) => present(error, door.services.logger));
      const { operationName, variables: variableValues } = payload;
      const chosen = getOperationAST(document, operationName);
      if (!chosen) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.');
      if (chosen.operation === 'subscription') {
        if (state.subscriptions.size >= SUBSCRIPTIONS_MAX) return [tooMany(`${SUBSCRIPTIONS_MAX} subscriptions`)];
        state.subscriptions.add(id);
        door.metrics.subscriptions.inc();
      }
      const contextValue = await pipeline.contextFactory();
      const args: ExecutionArgs = { schema, document, operationName, variableValues, contextValue };
      pipelines.set(args, pipeline);
      return args;
    } catch (error) {
      return [present(error, door.services.logger)];
    }
  }

  async function run(args: ExecutionArgs, how: 'execute' | 'subscribe') {
    try {
      return await pipelines.get(args)?.[how](args);
    } catch (error) {
      return { errors: [present(error, door.services.logger)] };
    }
  }
}

function tooMany(what: string): GraphQLError {
  return new GraphQLError(`At most ${what} at once on one socket.`, { extensions: { code: 'TOO_MANY_OPERATIONS' } });
}
