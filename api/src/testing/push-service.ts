import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a browser was told. */
export type Push = Readonly<{
  content: Readonly<Record<string, unknown>>;
  /** Of what went over the wire. */
  bytes: number;
  headers: IncomingHttpHeaders;
}>;

/** A browser as its push service knows it. */
export type Browser = Readonly<{
  subscription: Readonly<{ endpoint: string; p256dh: string; auth: string }>;
  /** All that it was told. */
  told: readonly Push[];
  /** How often the push service was asked for it, also in vain. */
  asked: () => number;
  /** Has the push service answer otherwise, so many times or for ever. */
  refuse(status: number, times?: number, headers?: Readonly<Record<string, string>>): void;
  /** Has the push service not answer at all. */
  hang(): void;
}>;

export type PushService = Readonly<{ origin: string; browser(): Browser; close(): Promise<void> }>;

/** No status: no answer. */
type Refusal = { status: number | null; times: number; headers: Readonly<Record<string, string>> };

/** A push service of our own, with browsers that decrypt what they are told. */
export async function startPushService(): Promise<PushService> {
  const browsers = new Map<string, (body: Buffer, headers: IncomingHttpHeaders) => Refusal | null>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const take = browsers.get(request.url ?? '');
      const refusal = take ? take(Buffer.concat(chunks), request.headers) : { status: 404, headers: {} };
      if (refusal?.status !== null) response.writeHead(refusal?.status ?? 201, refusal?.headers ?? {}).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${portOf(server.address())}`;

  return {
    origin,
    browser,
    close: () => new Promise((done) => server.closeAllConnections() ?? server.close(() => done())),
  };

  function browser(): Browser {
    const path = `/push/${randomBytes(16).toString('base64url')}`;
    const keys = createECDH('prime256v1');
    const auth = randomBytes(16);
    const p256dh = keys.generateKeys('base64url');
    const told: Push[] = [];
    let asked = 0;
    let refusal: Refusal | null = null;
    browsers.set(path, (body, headers) => {
      asked += 1;
      if (refusal !== null && refusal.times > 0) {
        refusal.times -= 1;
        return refusal;
      }
      told.push({ content: JSON.parse(decrypt(body, keys, auth)), bytes: body.length, headers });
      return null;
    });
    return {
      subscription: { endpoint: `${origin}${path}`, p256dh, auth: auth.toString('base64url') },
      told,
      asked: () => asked,
      refuse: (status, times = Infinity, headers = {}) => {
        refusal = { status, times, headers };
      },
      hang: () => {
        refusal = { status: null, times: Infinity, headers: {} };
      },
    };
  }
}

const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** RFC 8291: the message of one record, by the browser's own keys. */
function decrypt(body: Buffer, keys: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const senderKey = body.subarray(21, 21 + body.readUInt8(20));
  const sealed = body.subarray(21 + senderKey.length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(senderKey), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', KEY_BYTES), derive('nonce', NONCE_BYTES));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  // A two ends the last record; zeros may follow it.
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('the push service does not listen');
  return address.port;
}
