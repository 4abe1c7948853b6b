import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from './proxy.ts';

export type Balancer = Readonly<{
  url: string;
  /** From now on these take nothing new; what is open stays open. HAProxy calls it drain. */
  drain(nodes: readonly Node[]): void;
  close(): void;
}>;

type Node = Readonly<{ url: string; port: number }>;

/** As often as deploy/proxy asks. */
const LOOK_EVERY_MS = 1_000;

/** Stands before all nodes as a proxy does in production: a new connection goes to the ready node that has the fewest. */
export async function startBalancer(nodes: readonly Node[]): Promise<Balancer> {
  const open = new Map(nodes.map((node) => [node, 0]));
  const ready = new Set<Node>();
  const drained = new Set<Node>();
  const look = async () => {
    await Promise.all(
      nodes.map(async (node) => {
        const answer = await fetch(`${node.url}/readyz`).catch(() => null);
        await answer?.body?.cancel();
        if (answer?.ok === true) ready.add(node);
        else ready.delete(node);
      }),
    );
  };
  await look();
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  const lines = new Set<ReturnType<typeof join>>();

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const [node] = [...ready]
      .filter((each) => !drained.has(each))
      .toSorted((a, b) => (open.get(a) ?? 0) - (open.get(b) ?? 0));
    if (node === undefined) return near.destroy();
    count(node, 1);
    const line = join(near, { host: '127.0.0.1', port: node.port }, {}, () => {
      lines.delete(line);
      count(node, -1);
    });
    lines.add(line);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    drain(wanted) {
      drained.clear();
      for (const node of wanted) drained.add(node);
    },
    close() {
      clearInterval(looking);
      server.close();
      for (const line of lines) line.reset();
    },
  };

  function count(node: Node, by: 1 | -1): void {
    open.set(node, (open.get(node) ?? 0) + by);
  }
}
