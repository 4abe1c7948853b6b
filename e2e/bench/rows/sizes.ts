import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { below } from '../../../api/bench/row.ts';
import type { Row } from '../row.ts';

const WEB = fileURLToPath(new URL('../../../web/', import.meta.url));

export const sizes: Row = {
  name: 'sizes',
  about: 'Brotli 11 of the built files that web/.size-limit.json counts as needed for the first screen.',
  async round() {
    const budgets: { name: string; path: string }[] = JSON.parse(readFileSync(`${WEB}.size-limit.json`, 'utf8'));
    return Object.fromEntries(budgets.map(({ name, path }) => [name, kilobytesOf(path)]));
  },
  judge: (medians) => [
    below(medians, { what: 'initial JS, brotli', unit: 'kB', ours: 'initial JS' }, 80),
    below(medians, { what: 'initial CSS, brotli', unit: 'kB', ours: 'initial CSS' }, 8),
  ],
};

function kilobytesOf(pattern: string): number {
  const files = globSync(pattern, { cwd: WEB });
  if (files.length === 0) throw new Error(`There is no ${pattern}: build the web app first.`);
  return files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(WEB + file)).length, 0) / 1_000;
}
