import { connect } from 'node:net';
import { createPart, type Part } from './part.ts';
import { needProgram } from './programs.ts';

interface Wishes {
  name: string;
  port: number;
  logFile: string;
  log: (line: string) => void;
  onLoss?: (part: Part, how: string) => void;
}

/** A Redis that keeps nothing on disk: all it holds is a hint, or may be forgotten. */
export function createRedis({ name, port, logFile, log, ...rest }: Wishes): Part {
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  return createPart({
    name,
    url: `redis://127.0.0.1:${port}`,
    program: needProgram('redis-server', log),
    words,
    logFile,
    isReady: () => answersPing(port),
    ...rest,
  });
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('data', (answer) => settle(answer.toString().startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}
