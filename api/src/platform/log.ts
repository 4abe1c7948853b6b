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
    redact: { paths: [...SECRET, ...SECRET.map((name) => `*.${name}`)], censor: '[cut]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

const SECRET = ['password', 'token', 'text', 'authorization', 'cookie', 'variables', 'headers'];
