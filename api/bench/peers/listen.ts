import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Where the stage wants a peer to listen. */
export function listenAsTold(server: Server): void {
  server.listen(Number(process.env['PORT']), '127.0.0.1');
}

/** Hands the body of `POST /publish` on. Everything else is a question whether we are up. */
export function onPublish(publish: (body: string) => void) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST') publish(Buffer.concat(chunks).toString());
      response.end('ok');
    });
  };
}
