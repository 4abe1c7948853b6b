import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listenAsTold, onPublish } from './listen.ts';

/** Socket.IO at its quickest: one room, WebSocket only, no compression. Its adapter encodes each event once for all. */
const server = createServer(onPublish((text) => io.to(ROOM).emit('next', JSON.parse(text))));
const io = new Server({ transports: ['websocket'], perMessageDeflate: false, serveClient: false });
// Attached by hand: Socket.IO would also take the path that is published to.
io.attach(server);
const ROOM = 'chat';
io.on('connection', (socket) => socket.join(ROOM));
listenAsTold(server);
