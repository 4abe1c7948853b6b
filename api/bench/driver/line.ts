import { setTimeout as pause } from 'node:timers/promises';
import { openHttpLine } from './http-line.ts';
import { openWire, type Wire } from './wire.ts';

/** Somebody who asks: over a kept-alive HTTP connection or over a socket. */
export type Line = Readonly<{ ask(body: string): Promise<string>; drop(): void }>;

export type LineSettings = Readonly<{ transport: 'http' | 'socket'; port: number; path: string; token: string }>;

export async function openLine({ transport, port, path, token }: LineSettings): Promise<Line> {
  if (transport === 'socket') return openSocketLine(port, token);
  const line = openHttpLine(port);
  return { ask: (body) => line.post(path, body, token), drop: line.drop };
}

const AGAIN_AFTER_MS = 100;

/** Somebody who does not give up: dials again when turned away, and asks again, with the same body, until the answer is good. */
export function openStubbornLine(settings: LineSettings, isGood: (answer: string) => boolean): Line {
  let line: Promise<Line> | null = null;
  return {
    async ask(body) {
      for (;;) {
        line ??= openLine(settings);
        const dialled = line;
        const answer = await dialled.then((open) => open.ask(body)).catch(() => null);
        if (answer !== null && isGood(answer)) return answer;
        if (answer === null && line === dialled) line = null;
        await pause(AGAIN_AFTER_MS);
      }
    },
    drop() {
      line?.then((open) => open.drop()).catch(() => {});
    },
  };
}

const ID = /"id":"(\d+)"/;

/** Operations over graphql-transport-ws. The body is what HTTP would post. */
async function openSocketLine(port: number, token: string): Promise<Line> {
  const ready = Promise.withResolvers<void>();
  const waiting = new Map<string, PromiseWithResolvers<string>>();
  const fail = (reason: string): void => {
    ready.reject(new Error(reason));
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  let asked = 0;
  const wire: Wire = await openWire({
    port,
    path: '/graphql',
    protocol: 'graphql-transport-ws',
    onText(bytes) {
      const text = bytes.toString();
      if (text.includes('"connection_ack"')) return ready.resolve();
      const id = ID.exec(text)?.[1] ?? '';
      waiting.get(id)?.resolve(text);
      waiting.delete(id);
    },
    onClose: (code, reason) => fail(`closed with ${code} ${reason}`),
  });
  wire.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await ready.promise;
  return {
    ask(body) {
      const id = String(++asked);
      const answer = Promise.withResolvers<string>();
      waiting.set(id, answer);
      wire.send(`{"id":"${id}","type":"subscribe","payload":${body}}`);
      return answer.promise;
    },
    drop: wire.drop,
  };
}
