import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Services, Viewer } from '../viewer.ts';
import { newId } from '../platform/ids.ts';
import { bearerToken, cookieToken, sessionCookie } from './credentials.ts';
import { ENDPOINT, type Engine } from './engine.ts';
import { BODY_MAX_BYTES } from './limits.ts';
import { present, withoutHttp } from './masking.ts';
import { contextFor } from './operation.ts';
import { isForeign } from './origin.ts';
import { executePlain, PLAIN_ANSWERS } from './plain-request.ts';
import { countOperation } from './rate-limit.ts';
import { runRequest } from './request.ts';

export type Authenticate = (caller: Caller, token: string) => Promise<Viewer | null>;

export type Door = Readonly<{
  engine: Engine;
  services: Services;
  /** By the database, for connections that last. */
  authenticate: Authenticate;
  /** Perhaps from memory, for single requests. */
  recognise: Authenticate;
  allowedOrigins: readonly string[];
  /** Whether the browser reached us over https, so that the cookie can be Secure. */
  isSecure: (request: IncomingMessage) => boolean;
  addressOf: (request: IncomingMessage) => string;
  /** Headers of every answer to an operation. */
  answersHave: Readonly<Record<string, string>>;
  /** Answers browsers that open the endpoint; null to have no such page. */
  page: ((request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) | null;
}>;

/**
 * Queries and mutations over HTTP: POST with application/json in UTF-8, and nothing that a foreign page could send
 * without asking first.
 */
export function serveHttp(app: FastifyInstance, door: Door): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { bodyLimit: BODY_MAX_BYTES, parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers(door.answersHave).header('x-request-id', newId());
      done();
    });
    scope.setErrorHandler((error: FastifyError, _request, reply) => refuseUnread(reply, error));
    // Helmet reads its settings anew for every request, which costs more than most operations.
    scope.post(ENDPOINT, { bodyLimit: BODY_MAX_BYTES, helmet: false }, (request, reply) => {
      const requestId = String(reply.getHeader('x-request-id'));
      return runRequest(requestId, () =>
        answer(door, requestId, request, reply).catch((error: unknown) => fail(door, reply, error)),
      );
    });
  });
  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: ENDPOINT,
    // Before the body is read, which is of no use to anybody.
    onRequest: async (request, reply) => {
      const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
      if (wantsPage && door.page) return door.page(request, reply);
      return refuse(reply.header('allow', 'POST'), 405, 'METHOD_NOT_ALLOWED', 'Send operations by POST.');
    },
    handler: (_request, reply) => reply,
  });
}

async function answer(
  door: Door,
  requestId: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!isJson(request.headers['content-type'])) {
    return refuse(reply, 415, 'UNSUPPORTED_MEDIA_TYPE', JSON_ONLY);
  }
  const secure = door.isSecure(request.raw);
  const caller = callerOf(door, request.raw);
  const token = bearerToken(request.headers.authorization);
  const fromCookie = token === null ? cookieToken(request.headers, secure) : null;
  if (fromCookie !== null && isForeign(request.headers, door.allowedOrigins)) {
    return refuse(reply, 403, 'FOREIGN_ORIGIN', 'Pages of other sites cannot use your session. Use a bearer token.');
  }
  const proof = token ?? fromCookie;
  const viewer = proof === null ? null : await door.recognise(caller, proof);
  if (token !== null && viewer === null)
    return refuse(reply, 401, 'UNAUTHENTICATED', 'This token is not valid any more.');
  const context = contextFor(requestId, caller, viewer, {
    setSessionCookie: (fresh) => void reply.header('set-cookie', sessionCookie(fresh, secure)),
  });
  await countOperation(context);
  const body = typeof request.body === 'string' ? request.body : '';
  const wanted = request.headers.accept ?? '*/*';
  const accept = wanted.includes('text/event-stream') ? '*/*' : wanted;
  const type = PLAIN_ANSWERS.get(accept);
  const outcome = type === undefined ? null : await executePlain(door.engine, body, context);
  if (type !== undefined && outcome !== null && outcome.errors === undefined) {
    return reply.header('content-type', type).send(JSON.stringify(outcome));
  }
  // What is strange, and what went wrong: then the outcome goes along, for nothing must be done twice.
  const headers = { 'content-type': 'application/json', accept };
  const response = await door.engine.fetch(
    `http://localhost${ENDPOINT}`,
    { method: 'POST', body, headers },
    { context, transport: 'http', ...(outcome && { outcome }) },
  );
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(await response.text());
}

/** Who asks, as far as the connection tells. */
export function callerOf(
  { services, addressOf }: Pick<Door, 'services' | 'addressOf'>,
  request: IncomingMessage,
): Caller {
  return { ...services, address: addressOf(request), userAgent: request.headers['user-agent']?.slice(0, 256) ?? null };
}

/** application/json, perhaps with charset=utf-8: a type that browsers never send across sites unasked. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType ?? '');
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** For a request that could not even be read. */
function refuseUnread(reply: FastifyReply, { statusCode = 400 }: FastifyError): FastifyReply {
  if (statusCode === 413) return refuse(reply, 413, 'PAYLOAD_TOO_LARGE', `Send at most ${BODY_MAX_BYTES / 1_000} kB.`);
  if (statusCode === 415) return refuse(reply, 415, 'UNSUPPORTED_MEDIA_TYPE', JSON_ONLY);
  return refuse(reply, statusCode, 'BAD_REQUEST', 'This request cannot be read.');
}

const JSON_ONLY = 'Send application/json in UTF-8.';

/** For what goes wrong before an operation begins: told and logged as within one. */
function fail({ services }: Door, reply: FastifyReply, error: unknown): FastifyReply {
  const told = present(error, services.logger);
  const { status = 500, headers = {} } = told.extensions.http ?? {};
  return reply
    .code(status)
    .headers(headers)
    .send({ errors: [withoutHttp(told)] });
}
