/**
 * Loaded before a node with `node --expose-gc --import`: tells whoever started it, when asked, what the process holds. Without
 * a line about it in the server.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

export type Question = 'held' | 'unsent';

const sockets = new Set<Socket>();
subscribe('net.server.socket', (message) => {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

process.on('message', (question: Question) => {
  void answer(question).then((bytes) => process.send?.(bytes));
});
// The node ends when it has ended, as without us.
process.channel?.unref();

async function answer(question: Question): Promise<number> {
  if (question === 'unsent') return [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
  globalThis.gc?.();
  // Buffers whose owners are gone are freed a turn later.
  await turn();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
