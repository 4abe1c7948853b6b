import { getOperationAST, GraphQLError, type ExecutionArgs } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { newId } from '../platform/ids.ts';
import { Fault } from './faults.ts';
import type { Operation } from './engine.ts';
import type { Door } from './http.ts';
import { refuseCostly } from './limits.ts';
import { present } from './masking.ts';
import { contextFor } from './operation.ts';
import { endSlow, type Peer } from './peer.ts';
import { countOperation } from './rate-limit.ts';
import { begin, beginSubscription } from './running.ts';
import type { Metrics } from '../platform/metrics.ts';

type Known = Readonly<{ peer: Peer; id: string; operation: Operation }>;

/** Prepares and runs what peers ask for: through the same pipeline as over HTTP. */
export function createOperations({ engine, services, metrics }: Door & Readonly<{ metrics: Metrics }>) {
  /** The protocol library hands back what it was given here. */
  const known = new WeakMap<ExecutionArgs, Known>();

  return { prepare, run, find: (args: ExecutionArgs) => known.get(args) };

  async function prepare(
    peer: Peer,
    id: string,
    payload: SubscribePayload,
  ): Promise<Operation | readonly GraphQLError[]> {
    const crowd = begin(peer.running, id);
    if (crowd !== null) return [tooMany(crowd)];
    const prepared = await makeReady(peer, id, payload);
    if (Array.isArray(prepared)) peer.running.delete(id);
    return prepared;
  }

  async function makeReady(peer: Peer, id: string, payload: SubscribePayload): Promise<Operation | GraphQLError[]> {
    const contextValue = contextFor(newId(), peer.caller, peer.viewer, {
      closeSlow: () => endSlow(peer, metrics),
      unsentBytes: () => peer.stream.writableLength,
    });
    try {
      await countOperation(contextValue);
      const { schema } = engine;
      const { document, problems } = engine.prepare(payload.query);
      if (problems.length > 0) return problems.map((error) => present(error, services.logger));
      const { operationName, variables: variableValues } = payload;
      const chosen = getOperationAST(document, operationName);
      if (!chosen) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.');
      const operation: Operation = { schema, document, operationName, variableValues, contextValue };
      known.set(operation, { peer, id, operation });
      if (chosen.operation !== 'subscription') return operation;
      refuseCostly(operation);
      const crowd = beginSubscription(peer.running, id);
      if (crowd !== null) return [tooMany(crowd)];
      return operation;
    } catch (error) {
      return [present(error, services.logger)];
    }
  }

  async function run(args: ExecutionArgs) {
    const operation = known.get(args)?.operation;
    if (!operation) throw new Error('an operation that was not prepared');
    try {
      return await engine.execute(operation, 'websocket');
    } catch (error) {
      return { errors: [present(error, services.logger)] };
    }
  }
}

export function tooMany(what: string): GraphQLError {
  return new GraphQLError(`At most ${what} at once on one socket.`, { extensions: { code: 'TOO_MANY_OPERATIONS' } });
}
