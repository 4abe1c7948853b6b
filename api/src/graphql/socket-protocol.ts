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
import { overSocket, present, willPass, withoutHttp } from './masking.ts';
import { contextFor } from './operation.ts';
import { countOperation } from './rate-limit.ts';
import { runRequest } from './request.ts';
import { createRunning, type Running } from './running.ts';

const INIT_WITHIN_MS = 3_000;
/** Who does not read does not answer the closing either. */
const CLOSE_WITHIN_MS = 1_000;

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

type State = { viewer: Viewer | null; running: Running; unwatch: () => void };
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
    onError: ({ extra }, _id, _payload, errors) => {
      // A subscription whose peer has gone ends with an error that is nobody's business.
      if (extra.peer.socket.readyState !== extra.peer.socket.OPEN) return [];
      return errors.map((error) => withoutHttp(present(error, door.services.logger)));
    },
    // Whatever this returns is sent in place of the result.
    onNext: (...[{ extra }, id, , , result]) => {
      door.metrics.deliveries.inc();
      // An event that could not be read must not be passed over: whoever resumes by cursor is told it again.
      if (result.errors?.some(willPass) && extra.state.running.isSubscription(id)) {
        end(extra.peer, 4500, 'An event could not be read, resume by cursor');
      }
      return result.errors && overSocket(result);
    },
    onComplete: ({ extra }, id) => extra.state.running.end(id),
  });

  /** The pipeline that each operation was prepared with. */
  const pipelines = new WeakMap<ExecutionArgs, ReturnType<typeof door.engine.getEnveloped>>();

  return { open };

  function open(peer: Peer): void {
    const { socket, bufferedMax } = peer;
    const state: State = { viewer: null, running: createRunning(door.metrics.subscriptions), unwatch: () => {} };
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
          new Promise((resolve, reject) => {
            if (socket.bufferedAmount > bufferedMax) end(peer, 4413, 'Reads too slowly, resume by cursor');
            // Not to be passed over: it is how a subscription learns that nobody is there any more.
            if (socket.readyState !== socket.OPEN) return reject(new Error('the socket is closed'));
            socket.send(data, (error) => (error ? reject(error) : resolve()));
          }),
      },
      { peer, state },
    );
    socket.on('message', (data, isBinary) => {
      // What comes after we began to close comes from somebody who has no say any more.
      if (socket.readyState !== socket.OPEN) return;
      if (isBinary) return end(peer, 4400, 'Text frames only');
      if (!allows()) return end(peer, 4429, 'Too many messages');
      if (socket.bufferedAmount > bufferedMax) return end(peer, 4413, 'Reads too slowly, resume by cursor');
      runRequest(newId(), () => hear(String(data))).catch((error: unknown) => {
        if (socket.readyState !== socket.OPEN) return;
        door.services.logger.error({ err: error }, 'a socket failed');
        end(peer, 4500, 'Internal error');
      });
    });
    socket.on('error', (error) => door.services.logger.debug({ err: error }, 'a socket broke'));
    socket.once('close', (code, reason) => {
      state.unwatch();
      state.running.endAll();
      closed(code, String(reason)).catch((error: unknown) =>
        door.services.logger.error({ err: error }, 'a socket did not end well'),
      );
    });
  }

  function end({ socket }: Peer, code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    door.metrics.socketsClosed.inc({ code });
    socket.close(code, reason.slice(0, 120));
    setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS).unref();
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
    { extra: { peer, state } }: ProtocolContext<Init, Extra>,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (!state.running.isFree(id)) {
      end(peer, 4409, `Subscriber for ${id} already exists`);
      return [tooMany('one operation of an id')];
    }
    const crowd = state.running.begin(id);
    if (crowd !== null) return [tooMany(crowd)];
    const prepared = await makeReady(peer, state, id, payload);
    if (Array.isArray(prepared)) state.running.end(id);
    return prepared;
  }

  async function makeReady(
    peer: Peer,
    state: State,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | GraphQLError[]> {
    const requestId = newId();
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
        const crowd = state.running.subscribe(id);
        if (crowd !== null) return [tooMany(crowd)];
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
