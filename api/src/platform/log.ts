import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * The structured log: JSON lines in UTC on standard output.
 * What is logged is chosen at each call; as a second net, fields that could hold a secret or what people wrote are cut.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: describe },
    redact: { paths: [...SECRET, ...SECRET.map((name) => `*.${name}`)], censor: '[cut]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

const SECRET = ['password', 'token', 'text', 'authorization', 'cookie', 'variables', 'headers'];

/**
 * What is written of an error. Drivers hang whole rows and statements on theirs, and Prisma prints arguments into its
 * messages: so it is what we ask for and no more, and of a message the line that says what is wrong.
 */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const told = Object.entries(error).filter(([name, value]) => TELLING.has(name) && typeof value === 'string');
  return {
    ...Object.fromEntries(told),
    type: error.constructor.name,
    message: lastLine(error.message).replace(QUOTED, '$1…'),
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  };
}

const TELLING = new Set(['code', 'severity', 'table', 'column', 'constraint']);
/** What follows a colon in quotes or brackets is a value: "invalid input syntax for type uuid: …". */
const QUOTED = /(:\s*)["'{[(].*$/s;

/** Above it Prisma shows the code that called it, or the arguments. */
function lastLine(message: string): string {
  return message.trimEnd().split('\n').at(-1) ?? '';
}
