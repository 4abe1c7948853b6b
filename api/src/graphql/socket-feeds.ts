import type { ExecutionArgs } from 'graphql';
import type { Metrics } from '../platform/metrics.ts';
import type { Services } from '../viewer.ts';
import type { Admission } from './admission.ts';
import { createFanOut } from './fan-out.ts';
import { present, willPass, withoutHttp } from './masking.ts';
import type { Outlets } from './outlet.ts';
import { isOpen, type Peer } from './peer.ts';
import { createRelay } from './relay.ts';
import type { createOperations } from './socket-operations.ts';

type Ports = Readonly<{
  services: Services;
  metrics: Metrics;
  admission: Admission;
  outlets: Outlets;
  operations: ReturnType<typeof createOperations>;
}>;

/** The subscriptions of sockets, from their admission to their end. */
export function createFeeds({ services, metrics, admission, outlets, operations }: Ports) {
  const { logger } = services;
  const relay = createRelay(createFanOut(services, metrics, outlets), outlets);

  return { begin, stop };

  /** What the protocol library is to run for a subscription: nothing, where a feed is told past it. */
  async function begin(args: ExecutionArgs) {
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
      if (!isOpen(peer)) stop(peer, id);
      return nothing();
    } catch (error) {
      hasBegun();
      return { errors: [present(error, logger)] };
    }
  }

  /** @returns whether there was such a feed */
  function stop(peer: Peer, id: string | null): boolean {
    const end = id === null ? undefined : peer.feeds.get(id);
    if (id === null || !end) return false;
    peer.feeds.delete(id);
    peer.running.delete(id);
    metrics.subscriptions.dec();
    end();
    return true;
  }

  /** A feed that ended by itself: the peer is told so. */
  function finish(peer: Peer, id: string, error: unknown): void {
    if (!stop(peer, id) || !isOpen(peer)) return;
    if (error === null) return peer.socket.send(JSON.stringify({ id, type: 'complete' }));
    const told = present(error, logger);
    if (willPass(told)) return outlets.fail({ peer, id, open: true });
    peer.socket.send(JSON.stringify({ id, type: 'error', payload: [withoutHttp(told)] }));
  }
}

async function* nothing(): AsyncGenerator<never, void> {}

/** The id of the operation that a message completes; null for any other message. */
export function completedBy(text: string): string | null {
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
