import { connect } from 'node:net';

/** A WebSocket reduced to what a load driver needs: it must cost less than the servers that it measures. */
export type Wire = Readonly<{
  send(text: string): void;
  /** Ends it without a word, as a device does that is gone. */
  drop(): void;
}>;

type Options = Readonly<{
  port: number;
  path: string;
  protocol?: string;
  /** Source address: one address has too few ports, and too little credit, for ten thousand devices. */
  from?: string;
  /** Hears each text. The bytes are only good during the call. */
  onText: (bytes: Buffer, wire: Wire) => void;
  onClose: (code: number, reason: string) => void;
}>;

/** All sockets of the process are read into the same memory, one after the other. */
const INCOMING = Buffer.allocUnsafe(256 * 1024);
const HEADERS_END = Buffer.from('\r\n\r\n');
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10];

/** Opens a socket. Rejects with the answer's head when the server refuses. */
export function openWire({ port, path, protocol, from, onText, onClose }: Options): Promise<Wire> {
  const opened = Promise.withResolvers<Wire>();
  let open = false;
  let left: Buffer | null = null;
  let farewell: [number, string] = [1006, ''];
  const socket = connect({
    host: '127.0.0.1',
    port,
    ...(from !== undefined && { localAddress: from }),
    onread: {
      buffer: INCOMING,
      callback(size, buffer) {
        const fresh = Buffer.from(buffer.buffer, buffer.byteOffset, size);
        const rest = take(left ? Buffer.concat([left, fresh]) : fresh);
        left = rest.length > 0 ? Buffer.from(rest) : null;
        return true;
      },
    },
  });
  socket.setNoDelay(true);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}\r\n`,
  );
  socket.on('error', (error) => opened.reject(error));
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    opened.reject(new Error('the server hung up'));
    if (open) onClose(...farewell);
  });
  const wire: Wire = {
    send: (text) => void socket.write(frame(TEXT, Buffer.from(text))),
    drop: () => socket.destroy(),
  };
  return opened.promise;

  function take(bytes: Buffer): Buffer {
    if (open) return takeFrames(bytes);
    const end = bytes.indexOf(HEADERS_END);
    if (end < 0) return bytes;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101 ')) {
      opened.reject(new Error(head.replaceAll('\r\n', '; ')));
      socket.destroy();
      return Buffer.alloc(0);
    }
    open = true;
    opened.resolve(wire);
    return takeFrames(bytes.subarray(end + HEADERS_END.length));
  }

  function takeFrames(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length - at < head) break;
      const size = head === 2 ? short : head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
      if (bytes.length - at < head + size) break;
      hear((bytes[at] ?? 0) & 15, bytes.subarray(at + head, at + head + size));
      at += head + size;
    }
    return bytes.subarray(at);
  }

  function hear(kind: number, payload: Buffer): void {
    if (kind === TEXT) return onText(payload, wire);
    if (kind === PING) return void socket.write(frame(PONG, payload));
    if (kind !== CLOSE) return;
    farewell = [payload.length >= 2 ? payload.readUInt16BE(0) : 1005, payload.toString('utf8', 2)];
    socket.end();
  }
}

/** A frame under a mask of zeros, which changes nothing. */
function frame(kind: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head = Buffer.alloc(size < 126 ? 6 : 8);
  head[0] = 128 | kind;
  head[1] = 128 | (size < 126 ? size : 126);
  if (size >= 126) head.writeUInt16BE(size, 2);
  return Buffer.concat([head, payload]);
}
