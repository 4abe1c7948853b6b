import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports nobody uses at this moment. A part that is restarted comes back on its own, so the system may not choose anew. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address()).map((address) => portOf(address));
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}
