import WebSocket from 'ws';
import type { Answer } from './http.ts';

/** One WebSocket that speaks graphql-transport-ws. */
export type Line = Readonly<{
  /** Resolves when the server has acknowledged who we are. Fails when the line closes first. */
  ready: Promise<void>;
  closed: Promise<Readonly<{ code: number; reason: string }>>;
  subscribe(id: string, asked: Asked, next: (answer: Answer<unknown>) => void): void;
  /** Fails when the line closes before the answer: the outcome is then unknown. */
  ask<T>(query: string, variables: Readonly<Record<string, unknown>>, timeoutMs: number): Promise<Answer<T>>;
  /** When anything was last heard, a ping too. */
  heardAt(): number;
  /**
   * Reads nothing more from the socket until resumed, yet says that it is there, as to a ping: the kernel's buffers fill, then
   * the server's.
   */
  pause(): void;
  resume(): void;
  /** Gone without a goodbye. */
  terminate(): void;
}>;

type Asked = Readonly<{ query: string; variables: Readonly<Record<string, unknown>> }>;
type Frame = { type: string; id?: string; payload?: unknown };
type Hear = Readonly<{ next: (payload: unknown) => void; failed: (error: Error) => void }>;

const CONNECT_WITHIN_MS = 10_000;
/** More often than the server pings. */
const PONG_EVERY_MS = 4_000;

export function openLine(url: string, token: string, localAddress?: string): Line {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    handshakeTimeout: CONNECT_WITHIN_MS,
    perMessageDeflate: false,
    ...(localAddress !== undefined && { localAddress }),
  });
  const waiting = new Map<string, Hear>();
  let heard = performance.now();
  let asked = 0;
  let acknowledged = () => {};
  let refused = (_error: Error) => {};
  let pongs: NodeJS.Timeout | undefined;
  let over = (_end: { code: number; reason: string }) => {};
  const ready = new Promise<void>((resolve, reject) => {
    acknowledged = resolve;
    refused = reject;
  });
  ready.catch(() => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    over = resolve;
  });
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (data) => hear(JSON.parse(String(data))));
  socket.on('ping', () => {
    heard = performance.now();
  });
  // What went wrong follows as the close.
  socket.on('error', () => {});
  socket.on('close', (code, reason) => {
    clearInterval(pongs);
    const error = new Error(`the line closed with ${code}`);
    refused(error);
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
    over({ code, reason: String(reason) });
  });
  return {
    ready,
    closed,
    subscribe,
    ask,
    heardAt: () => heard,
    pause,
    resume,
    terminate: () => socket.terminate(),
  };

  function say(frame: Frame): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function pause(): void {
    socket.pause();
    pongs = setInterval(() => {
      if (socket.readyState === WebSocket.OPEN) socket.pong();
    }, PONG_EVERY_MS);
  }

  function resume(): void {
    clearInterval(pongs);
    heard = performance.now();
    socket.resume();
  }

  function hear(frame: Frame): void {
    heard = performance.now();
    if (frame.type === 'connection_ack') return acknowledged();
    if (frame.type === 'ping') return say({ type: 'pong' });
    const hearer = waiting.get(frame.id ?? '');
    if (frame.type === 'next') hearer?.next(frame.payload);
    else if (frame.type === 'error') hearer?.next({ errors: frame.payload });
    if (frame.type === 'complete' || frame.type === 'error') waiting.delete(frame.id ?? '');
  }

  function subscribe(id: string, asked: Asked, next: (answer: Answer<unknown>) => void): void {
    waiting.set(id, { next: (payload) => next(asAnswer(payload)), failed: () => {} });
    say({ id, type: 'subscribe', payload: asked });
  }

  function ask<T>(query: string, variables: object, timeoutMs: number): Promise<Answer<T>> {
    const id = `ask-${++asked}`;
    return new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) return reject(new Error('the line is not open'));
      const timer = setTimeout(() => failed(new Error('timeout')), timeoutMs);
      const failed = (error: Error) => {
        clearTimeout(timer);
        waiting.delete(id);
        reject(error);
      };
      const next = (payload: unknown) => {
        clearTimeout(timer);
        resolve(asAnswer<T>(payload));
      };
      waiting.set(id, { next, failed });
      say({ id, type: 'subscribe', payload: { query, variables } });
    });
  }
}

function asAnswer<T>(payload: unknown): Answer<T> {
  return typeof payload === 'object' && payload !== null ? payload : {};
}
