import { openWire, type Wire } from './wire.ts';

/** How receivers of a server introduce themselves. Ours and stock Yoga speak the same protocol. */
export type Kind = 'graphql' | 'bare-ws' | 'socket-io';

export type Target = Readonly<{
  kind: Kind;
  port: number;
  /** Cursor to go on from; null for what happens from now on. */
  after?: string | null;
}>;

type Ears = Readonly<{ hear: (bytes: Buffer) => void; onClose: (code: number, reason: string) => void }>;

/** The whole of a message, as a client needs it that shows and keeps it. */
export const DOCUMENT = `subscription ($after: String) { events(after: $after) { __typename cursor at ... on ChatEvent { chatId seq }
  ... on MessageSent { message { id uuid seq kind notice text createdAt sender { id username displayName } } } } }`;

const PATHS = { graphql: '/graphql', 'bare-ws': '/', 'socket-io': '/socket.io/?EIO=4&transport=websocket' } as const;

/** Opens a socket and asks for what is told. Resolves when it has asked. Rejects when the server closes first. */
export async function subscribe(target: Target, token: string, from: string, ears: Ears): Promise<Wire> {
  const subscribed = Promise.withResolvers<void>();
  let done = target.kind === 'bare-ws';
  if (done) subscribed.resolve();
  const wire = await openWire({
    port: target.port,
    path: PATHS[target.kind],
    ...(target.kind === 'graphql' && { protocol: 'graphql-transport-ws' }),
    from,
    onText(bytes, wire) {
      if (target.kind === 'socket-io' && bytes.length === 1) return wire.send('3');
      if (done) return ears.hear(bytes);
      done = introduce(target, wire, bytes.toString());
      if (done) subscribed.resolve();
    },
    onClose(code, reason) {
      subscribed.reject(new Error(`closed with ${code} ${reason}`));
      if (done) ears.onClose(code, reason);
    },
  });
  if (target.kind === 'graphql') {
    wire.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  }
  await subscribed.promise;
  return wire;
}

/** @returns whether that was the last step */
function introduce({ kind, after = null }: Target, wire: Wire, text: string): boolean {
  if (kind === 'socket-io') {
    // 0: the transport is open; 40: the namespace is.
    if (text.startsWith('0')) wire.send('40');
    return text.startsWith('40');
  }
  if (!text.includes('"connection_ack"')) return false;
  wire.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: DOCUMENT, variables: { after } } }));
  return true;
}
