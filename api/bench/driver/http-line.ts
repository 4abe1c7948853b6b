import { connect } from 'node:net';

export type HttpLine = Readonly<{
  /** Posts JSON and gives back the answer's body. One at a time per line: the next waits for its turn. */
  post(path: string, body: string, token?: string): Promise<string>;
  drop(): void;
}>;

type Waiting = Readonly<{ resolve: (body: string) => void; reject: (error: Error) => void }>;

const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** A kept-alive HTTP/1.1 connection that costs the driver little: answers are cut out by their length. */
export function openHttpLine(port: number): HttpLine {
  const waiting: Waiting[] = [];
  const queue: (() => void)[] = [];
  let left = '';
  const socket = connect({ host: '127.0.0.1', port });
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    left += text;
    for (let body = cut(); body !== null; body = cut()) {
      waiting.shift()?.resolve(body);
      queue.shift()?.();
    }
  });
  const fail = (): void => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the server hung up'));
  };
  socket.on('error', fail).on('close', fail);
  return { post, drop: () => socket.destroy() };

  function post(path: string, body: string, token?: string): Promise<string> {
    const answer = Promise.withResolvers<string>();
    const write = (): void => {
      waiting.push(answer);
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
          `${token ? `Authorization: Bearer ${token}\r\n` : ''}\r\n${body}`,
      );
    };
    if (waiting.length === 0) write();
    else queue.push(write);
    return answer.promise;
  }

  function cut(): string | null {
    const end = left.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const length = Number(LENGTH.exec(left.slice(0, end))?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`an answer of unknown length: ${left.slice(0, end)}`);
    if (left.length < end + 4 + length) return null;
    const body = left.slice(end + 4, end + 4 + length);
    left = left.slice(end + 4 + length);
    return body;
  }
}
