import { once } from 'node:events';
import WebSocket from 'ws';
import type { GraphQLAnswer } from './ask.ts';

/** A message of graphql-transport-ws. */
export type Frame = Readonly<{ type: string; id?: string; payload?: unknown }>;

/** A socket whose every frame is seen and said by hand. */
export type Line = Readonly<{
  socket: WebSocket;
  /** What came so far. */
  frames: readonly Frame[];
  say(frame: Readonly<Record<string, unknown>>): void;
  /** The first frame of this type, and this operation if it is named; waits for it. Fails when the socket closes first. */
  hear(type: string, id?: string): Promise<Frame>;
  closed: Promise<Readonly<{ code: number; reason: string }>>;
}>;

type Options = Readonly<{ headers?: Readonly<Record<string, string>>; protocol?: string }>;

/** Opens a socket at the endpoint and says nothing. Fails with the HTTP status when the server refuses the upgrade. */
export async function dial(
  url: string,
  { headers = {}, protocol = 'graphql-transport-ws' }: Options = {},
): Promise<Line> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers });
  const frames: Frame[] = [];
  const listeners = new Set<() => void>();
  let over = false;
  const tellAll = () => {
    for (const look of listeners) look();
  };
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)));
    tellAll();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      over = true;
      resolve({ code, reason: String(reason) });
      tellAll();
    });
  });
  await once(socket, 'open');
  socket.on('error', () => {});
  return { socket, frames, say: (frame) => socket.send(JSON.stringify(frame)), hear, closed };

  function hear(type: string, id?: string): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = frames.find((frame) => frame.type === type && (id === undefined || frame.id === id));
        if (found) resolve(found);
        else if (over) reject(new Error(`the socket closed without a ${type}`));
        else return;
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  }
}

/** Opens a socket and introduces its owner: with a token as a bearer, without one by the cookie among the headers, if any. */
export async function signOn(url: string, token: string | null, options: Options = {}): Promise<Line> {
  const line = await dial(url, options);
  line.say({ type: 'connection_init', ...(token !== null && { payload: { authorization: `Bearer ${token}` } }) });
  await line.hear('connection_ack');
  return line;
}

let asked = 0;

/** Runs a query or mutation over a socket. @returns what HTTP would have answered */
export async function askOver<T>(
  line: Line,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphQLAnswer<T>> {
  const id = `ask-${++asked}`;
  line.say({ id, type: 'subscribe', payload: { query, variables } });
  const frame = await Promise.race([line.hear('next', id), line.hear('error', id)]);
  const payload = JSON.stringify(frame.type === 'error' ? { errors: frame.payload } : frame.payload);
  return JSON.parse(payload);
}
