import * as v from 'valibot';
import { SHARED, SHARED_FILES, SHARED_WORDS } from '../lib/shared-names.ts';

const words = v.object({
  title: v.nullish(v.string(), ''),
  text: v.nullish(v.string(), ''),
  url: v.nullish(v.string(), ''),
});

/** What another app has shared with this one. */
export interface Shared {
  readonly text: string;
  /** Names of the files that came with it. */
  readonly files: readonly string[];
}

/** What the service worker has kept of it, or what the address says where no worker took it. */
export async function readShared(query: Readonly<Record<string, unknown>>): Promise<Shared> {
  const cache = 'caches' in globalThis ? await caches.open(SHARED) : null;
  const kept = await cache?.match(SHARED_WORDS);
  const said = v.safeParse(words, kept === undefined ? query : await kept.json());
  const files = (await cache?.keys()) ?? [];
  return { text: said.success ? joined(said.output) : '', files: await namesOf(cache, files) };
}

export async function forgetShared(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(SHARED);
}

/** Apps put the link into the text, beside it, or into both. */
export function joined({ title, text, url }: v.InferOutput<typeof words>): string {
  const parts = [title, text, url].map((part) => part.trim()).filter((part) => part !== '');
  return parts
    .filter(
      (part, place) =>
        !parts.some((other, at) => at !== place && other.includes(part) && (other !== part || at < place)),
    )
    .join('\n');
}

async function namesOf(cache: Cache | null, requests: readonly Request[]): Promise<string[]> {
  const files = requests.filter(({ url }) => new URL(url).pathname.startsWith(SHARED_FILES));
  const answers = await Promise.all(files.map((request) => cache?.match(request)));
  return answers.map((answer) => decodeURIComponent(answer?.headers.get('x-name') ?? '')).filter((name) => name !== '');
}
