import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { relative } from 'node:path';
import { createInterface } from 'node:readline';
import { ClusterRefused } from './refused.ts';

const DONE = 'All nodes run anew.';

/** Lets a second command ask for a roll, over a socket that only this account can open. Everything said goes back to it. */
export async function serveRolls(file: string, roll: (say: (line: string) => void) => Promise<void>): Promise<Server> {
  let rolling = false;
  const answer = async (socket: Socket) => {
    const say = (line: string) => void socket.write(`${line}\n`);
    if (rolling) return say('The nodes are being restarted already.');
    rolling = true;
    try {
      await roll(say);
      say(DONE);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    } finally {
      rolling = false;
    }
  };
  const server = createServer((socket) => {
    // Who asked may well be gone before the end; the roll goes on.
    socket.on('error', () => {});
    void answer(socket).then(() => socket.end());
  });
  // Left by one that was killed.
  rmSync(file, { force: true });
  server.listen(short(file));
  await once(server, 'listening');
  return server;
}

/** Asks the cluster that runs to restart its nodes, and tells what it says until it is done. */
export async function askForRoll(file: string, say: (line: string) => void): Promise<void> {
  const socket = connect(short(file));
  await once(socket, 'connect').catch(() => {
    throw new ClusterRefused('No cluster runs here: start it with "pnpm cluster".');
  });
  let last = '';
  for await (const line of createInterface(socket)) {
    last = line;
    say(line);
  }
  if (last !== DONE) throw new ClusterRefused('Not all nodes were restarted.');
}

/** A socket's name may have about a hundred characters, fewer than the path of many a folder. */
function short(file: string): string {
  return relative(process.cwd(), file);
}
