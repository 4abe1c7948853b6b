import { readFileSync } from 'node:fs';

/** The settings that the server reads: the names in its only reader of the environment. */
export function settingsKnown(): string[] {
  const reader = readFileSync(new URL('../platform/config.ts', import.meta.url), 'utf8');
  return [...reader.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name);
}
