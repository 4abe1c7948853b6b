import { getOperationAST, GraphQLError, type ExecutionArgs } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { newId } from '../platform/ids.ts';
import { Fault } from './faults.ts';
import type { Door } from './http.ts';
import { refuseCostly } from './limits.ts';
import { present } from './masking.ts';
import { contextFor } from './operation.ts';
import { endSlow, type Peer } from './peer.ts';
import { countOperation } from './rate-limit.ts';
import { begin, beginSubscription } from './running.ts';
import type { Metrics } from '../platform/metrics.ts';

type Start = Readonly<{ peer: Peer; id: string }>;

/** Prepares and runs what peers ask for: through the same pipeline as over HTTP. */
export function createOperations({ engine, services, metrics }: Door & Readonly<{ metrics: Metrics }>) {
  /** The pipeline that each operation was prepared with. */
  const pipelines = new WeakMap<ExecutionArgs, ReturnType<typeof engine.getEnveloped>>();
  const starts = new WeakMap<ExecutionArgs, Start>();

  return { prepare, run, startOf: (args: ExecutionArgs) => starts.get(args) };

  async function prepare(
    peer: Peer,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const crowd = begin(peer.running, id);
    if (crowd !== null) return [tooMany(crowd)];
    const prepared = await makeReady(peer, id, payload);
    if (Array.isArray(prepared)) peer.running.delete(id);
    return prepared;
  }

  async function makeReady(peer: Peer, id: string, payload: SubscribePayload): Promise<ExecutionArgs | GraphQLError[]> {
    const context = contextFor(newId(), peer.caller, peer.viewer, { closeSlow: () => endSlow(peer, metrics) });
    const pipeline = engine.getEnveloped({ context, transport: 'websocket', params: payload });
    try {
      await countOperation(context);
      const { schema } = pipeline;
      const document = pipeline.parse(payload.query);
      const errors = pipeline.validate(schema, document);
      if (errors.length > 0) return errors.map((error: unknown) => present(error, services.logger));
      const { operationName, variables: variableValues } = payload;
      const chosen = getOperationAST(document, operationName);
      if (!chosen) throw new Fault('OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.');
      const contextValue = await pipeline.contextFactory();
      const args: ExecutionArgs = { schema, document, operationName, variableValues, contextValue };
      if (chosen.operation !== 'subscription') {
        pipelines.set(args, pipeline);
        return args;
      }
      refuseCostly(args);
      const crowd = beginSubscription(peer.running, id);
      if (crowd !== null) return [tooMany(crowd)];
      starts.set(args, { peer, id });
      return args;
    } catch (error) {
      return [present(error, services.logger)];
    }
  }

  async function run(args: ExecutionArgs) {
    try {
      return await pipelines.get(args)?.execute(args);
    } catch (error) {
      return { errors: [present(error, services.logger)] };
    }
  }
}

export function tooMany(what: string): GraphQLError {
  return new GraphQLError(`At most ${what} at once on one socket.`, { extensions: { code: 'TOO_MANY_OPERATIONS' } });
}
