import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listenAsTold, onPublish } from './listen.ts';

/** The least that a broadcast can be with `ws`: the same bytes to everybody, nobody known, nothing checked. */
const server = createServer(
  onPublish((text) => {
    const bytes = Buffer.from(text);
    for (const client of sockets.clients) client.send(bytes, { binary: false });
  }),
);
const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: true });
listenAsTold(server);
