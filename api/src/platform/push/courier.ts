import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import webPush from 'web-push';
import type { PushFailure } from '../../generated/prisma/enums.ts';
import { AddressRefused, lookUpOutside, readEndpoint, type Reach } from './address.ts';
import type { PushKeys } from './keys.ts';

/** Where a browser is rung, and the keys that what it is told is encrypted with. */
export type Subscription = Readonly<{ endpoint: string; p256dh: string; auth: string }>;

export type Letter = Readonly<{
  /** What the browser is told. Only the browser can read it. */
  content: object;
  /** Replaces a letter of the same topic that the push service has not delivered yet: up to 32 characters of base64url. */
  topic: string;
  /** How long the push service keeps it for a browser that is away. */
  ttlSeconds: number;
  urgency: 'normal' | 'high';
}>;

/** What came of a letter. */
export type Delivery =
  | Readonly<{ failure: null; status: number }>
  | Readonly<{
      failure: PushFailure;
      /** What the push service answered; null when nothing came. */
      status: number | null;
      /** How long the push service wants to be left alone. */
      retryAfterMs: number | null;
    }>;

/** Brings letters to push services. */
export type Courier = Readonly<{
  /** What browsers subscribe with. */
  publicKey: string;
  /** The endpoint as it is to be kept; null where this server does not call. */
  readEndpoint(endpoint: string): string | null;
  /** Never fails: what goes wrong is the delivery's failure. */
  deliver(to: Subscription, letter: Letter): Promise<Delivery>;
  close(): void;
}>;

/** What is encrypted is always as long as this, so that the length tells nothing. With all headers it stays below 4,096. */
export const CONTENT_BYTES = 3_072;
const PATIENCE_MS = 10_000;
/** People name the services, so there may be as many as they like: what is idle is few and soon closed. */
const CONNECTIONS = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, maxTotalSockets: 256, timeout: 30_000 };
/** A connection whose answer is longer is not worth keeping. */
const ANSWER_MAX = 16_384;
const RETRY_AFTER_MAX_MS = 3_600_000;

/** @param subject whom the operators of push services may turn to, an https or mailto URL */
export function createCourier(keys: PushKeys, subject: string, reach: Reach): Courier {
  const outside = new HttpsAgent({ ...CONNECTIONS, lookup: lookUpOutside });
  const inside = { 'http:': new HttpAgent(CONNECTIONS), 'https:': new HttpsAgent(CONNECTIONS) };

  return {
    publicKey: keys.publicKey,
    readEndpoint: (endpoint) => readEndpoint(endpoint, reach)?.href ?? null,
    async deliver(to, letter) {
      // The settings may have changed since it was registered.
      const url = readEndpoint(to.endpoint, reach);
      if (url === null) return { failure: 'NOT_ALLOWED', status: null, retryAfterMs: null };
      try {
        return await post(url, write(to, letter));
      } catch (error) {
        const failure = error instanceof AddressRefused ? 'NOT_ALLOWED' : 'UNREACHABLE';
        return { failure, status: null, retryAfterMs: null };
      }
    },
    close() {
      for (const agent of [outside, ...Object.values(inside)]) agent.destroy();
    },
  };

  function write({ endpoint, p256dh, auth }: Subscription, { content, topic, ttlSeconds, urgency }: Letter) {
    return webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, padded(content), {
      vapidDetails: { subject, ...keys },
      TTL: ttlSeconds,
      urgency,
      topic,
    });
  }

  /** Follows no redirect, and reads nothing of the answer but what it begins with. */
  function post(url: URL, { headers, body }: ReturnType<typeof write>): Promise<Delivery> {
    const isOwn = reach.ownServices.includes(url.origin);
    const call = url.protocol === 'http:' ? requestHttp : requestHttps;
    const agent = isOwn ? inside[url.protocol === 'http:' ? 'http:' : 'https:'] : outside;
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const outgoing = call(url, { method: 'POST', headers: { ...headers }, agent, signal }, (answer) => {
        resolve(judge(answer.statusCode ?? 0, answer.headers['retry-after']));
        let unread = ANSWER_MAX;
        answer.on('error', () => {});
        answer.on('data', (chunk: Buffer) => {
          unread -= chunk.length;
          if (unread < 0) answer.destroy();
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

/** JSON of the one length: what follows it is space. */
function padded(content: object): string {
  const text = JSON.stringify(content);
  const missing = CONTENT_BYTES - Buffer.byteLength(text);
  if (missing < 0) throw new Error('this does not fit into a push message');
  return text + ' '.repeat(missing);
}

function judge(status: number, retryAfter: string | undefined): Delivery {
  if (status >= 200 && status < 300) return { failure: null, status };
  if (status === 404 || status === 410) return { failure: 'GONE', status, retryAfterMs: null };
  if (status === 429 || status >= 500) return { failure: 'BUSY', status, retryAfterMs: toMs(retryAfter) };
  return { failure: 'REFUSED', status, retryAfterMs: null };
}

/** Seconds, or a date. */
function toMs(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : null;
}
