import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** What stands before the product and can serve another version of the app's service worker. */
export interface Front {
  readonly origin: string;
  /** From now on browsers find a newer one. */
  release(): void;
  end(): Promise<void>;
}

export async function startFront(product: string): Promise<Front> {
  const { hostname, port } = new URL(product);
  let release = 0;
  const server = createServer((incoming, answer) => {
    const { url, method } = incoming;
    const changed = url === '/sw.js' && release > 0;
    // To be changed it has to come as it is.
    const headers = changed ? { ...incoming.headers, 'accept-encoding': 'identity' } : incoming.headers;
    const onward = request({ hostname, port, path: url, method, headers }, (response) => {
      if (!changed) {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        return;
      }
      const { 'content-length': _length, ...rest } = response.headers;
      answer.writeHead(response.statusCode ?? 502, { ...rest, etag: `"release-${release}"` });
      response.pipe(answer, { end: false });
      response.on('end', () => answer.end(`\n// Release ${release}.\n`));
    });
    onward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on('upgrade', ({ url, headers }, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
      onward.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The front has no address.');
  return {
    origin: `http://localhost:${address.port}`,
    release: () => (release += 1),
    async end() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
