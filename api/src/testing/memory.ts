import type { DestinationStream } from 'pino';

/** A log that is kept, to be looked into. */
export type Memory = DestinationStream & Readonly<{ lines: string[] }>;

export function createMemory(): Memory {
  const lines: string[] = [];
  return { lines, write: (line) => void lines.push(line) };
}
