import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { NO_TROUBLE, openLane, type Lane, type Trouble } from './lane.ts';

/** up: from who connects to who is connected to. */
export type Way = 'up' | 'down';
export type Troubles = Readonly<Record<Way, Partial<Trouble>>>;

export type Connection = Readonly<{
  /** Changes this connection only. What is not named is well again. */
  trouble(troubles: Partial<Troubles>): void;
  /** Ends it with a RST on both sides. */
  reset(): void;
  passed(way: Way): number;
}>;

export type Proxy = Readonly<{
  port: number;
  /** Changes all connections, present and to come. What is not named is well again. */
  trouble(troubles: Partial<Troubles>): void;
  /** Everything is well again, save what was cut. */
  heal(): Promise<void>;
  /** New connections find nobody at the port; those that are there live on. */
  refuse(): void;
  resetAll(): void;
  connections(): readonly Connection[];
  close(): Promise<void>;
}>;

type Address = Readonly<{ host: string; port: number }>;

/** Stands before a TCP server and does to its connections what networks do. @param port 0 lets the system choose */
export async function startProxy(target: Address, port = 0): Promise<Proxy> {
  const connections = new Set<Connection>();
  let present: Partial<Troubles> = {};
  // Whoever closes their side may still read: each side ends when its own lane has carried the end over.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const connection = join(near, target, present, () => connections.delete(connection));
    connections.add(connection);
  });
  await listen(port);
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : port;

  return {
    port: own,
    trouble,
    async heal() {
      trouble({});
      if (!server.listening) await listen(own);
    },
    refuse: () => void server.close(),
    resetAll,
    connections: () => [...connections],
    async close() {
      if (server.listening) server.close();
      resetAll();
    },
  };

  async function listen(wish: number): Promise<void> {
    server.listen(wish, '127.0.0.1');
    await once(server, 'listening');
  }

  function trouble(troubles: Partial<Troubles>): void {
    present = troubles;
    for (const connection of connections) connection.trouble(troubles);
  }

  function resetAll(): void {
    for (const connection of connections) connection.reset();
  }
}

/** Joins who connects with who is connected to. @param gone is called once, when nothing is left of it */
export function join(near: Socket, target: Address, first: Partial<Troubles>, gone: () => void): Connection {
  const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
  let holed = isHole(first);
  let over = false;
  const lanes: Record<Way, Lane> = {
    up: openLane(near, far, full(first.up), reset),
    down: openLane(far, near, full(first.down), reset),
  };
  // In a black hole nobody hears of the other side's end.
  const lost = () => {
    if (!holed) reset();
  };
  for (const socket of [near, far]) {
    socket.on('error', lost);
    socket.on('close', () => {
      if (near.destroyed && far.destroyed) finish();
      else if (socket.errored || !socket.readableEnded) lost();
    });
  }
  return { trouble, reset, passed: (way) => lanes[way].passed() };

  function trouble(troubles: Partial<Troubles>): void {
    holed = isHole(troubles);
    lanes.up.change(full(troubles.up));
    lanes.down.change(full(troubles.down));
    if (!holed && (near.destroyed || far.destroyed)) reset();
  }

  function reset(): void {
    for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy();
    finish();
  }

  function finish(): void {
    if (over) return;
    over = true;
    lanes.up.stop();
    lanes.down.stop();
    gone();
  }
}

function isHole({ up, down }: Partial<Troubles>): boolean {
  return up?.blackHole === true || down?.blackHole === true;
}

function full(trouble: Partial<Trouble> = {}): Trouble {
  return { ...NO_TROUBLE, ...trouble };
}
