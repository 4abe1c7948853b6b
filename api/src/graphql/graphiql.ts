import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scriptHashes } from '../platform/script-hashes.ts';
import { ENDPOINT } from './engine.ts';
import { EXAMPLES } from './examples.ts';

type Page = Readonly<{ html: Buffer; gzipped: Buffer; etag: string; policy: string }>;

/** Answers browsers that open the endpoint with GraphiQL, from our own files. It uses the app's session cookie. */
export function createGraphiQL(): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  let page: Promise<Page> | null = null;
  return async (request, reply) => {
    page ??= renderPage();
    return send(await page, request, reply);
  };
}

/** The page is 9 MB of script: rendered, compressed and hashed once, when it is first asked for. */
async function renderPage(): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const text = renderGraphiQL({
    title: 'Ruggine API',
    endpoint: ENDPOINT,
    subscriptionsProtocol: 'WS',
    credentials: 'same-origin',
    defaultTabs: EXAMPLES.map(({ query, variables = null }) => ({ query, variables })),
    shouldPersistHeaders: false,
  });
  // The last one: GraphiQL's own script has the word in it, too.
  const end = text.lastIndexOf('</body>');
  const html = Buffer.from(`${text.slice(0, end)}<script>${TABS}</script>${text.slice(end)}`);
  return {
    html,
    gzipped: await promisify(gzip)(html, { level: 9 }),
    etag: `"${createHash('sha256').update(html).digest('base64url')}"`,
    policy: [
      "default-src 'none'",
      `script-src ${scriptHashes(html.toString()).join(' ')}`,
      "style-src 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "connect-src 'self'",
      'worker-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

/** A pressed tab lets the pointer through to be dragged, so the click misses it: give the click to what was pressed. */
const TABS = `let pressed = null;
addEventListener('pointerdown', ({ target }) => {
  pressed = target instanceof Element ? target.closest('.graphiql-tab-button') : null;
}, true);
addEventListener('click', ({ target }) => {
  const missed = pressed;
  pressed = null;
  if (missed && target instanceof Element && target.matches('.graphiql-tabs, .graphiql-tab')) missed.click();
}, true);`;

function send({ html, gzipped, etag, policy }: Page, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply
    .header('content-security-policy', policy)
    .header('etag', etag)
    .header('cache-control', 'no-cache')
    .header('vary', 'accept, accept-encoding');
  if (headers['if-none-match'] === etag) return reply.code(304).send();
  reply.type('text/html; charset=utf-8');
  const compressed = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
  return compressed ? reply.header('content-encoding', 'gzip').send(gzipped) : reply.send(html);
}
