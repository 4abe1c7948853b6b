import { readFileSync } from 'node:fs';
import { type IndexHtmlTransformContext, minifySync, type Plugin } from 'vite';

/** In this order: each may rely on those before it. */
const SCRIPTS = ['theme', 'rescue', 'guest'];
const PLACE = '<!-- scripts -->';
/** What somebody sees first who was never here. */
const DOOR = /\/pages\/LogInPage\.vue$/;

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

/**
 * Writes the scripts of head/ into the page itself: as files the first paint would wait for each of them. The server allows
 * just these, by their hashes (api/src/platform/web-files.ts).
 */
export function headScripts(): Plugin {
  return {
    name: 'head-scripts',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!html.includes(PLACE)) {
          // The page of components, which is shown while working only, does without them.
          if (bundle === undefined) return html;
          throw new Error(`index.html has no ${PLACE}.`);
        }
        const files = JSON.stringify(bundle ? doorFiles(bundle) : []);
        const scripts = SCRIPTS.map((name) => `<script>${read(name).replace('GUEST_FILES', files)}</script>`);
        // Not as a pattern: a script may hold what a replacement takes for a word of its own.
        return html.replace(PLACE, () => scripts.join(''));
      },
    },
  };
}

function read(name: string): string {
  const path = new URL(`../head/${name}.js`, import.meta.url);
  return minifySync(path.pathname, readFileSync(path, 'utf8')).code.trim();
}

/** Addresses of the files of the door that the entry does not load by itself. */
function doorFiles(bundle: Bundle): string[] {
  const entry = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
  const initial = new Set(entry ? withImports(bundle, entry.fileName) : []);
  const door = Object.values(bundle).find(
    (each) => each.type === 'chunk' && each.moduleIds.some((id) => DOOR.test(id)),
  );
  if (door === undefined) throw new Error(`The build holds no ${DOOR}.`);
  const files = withImports(bundle, door.fileName).filter((name) => !initial.has(name));
  return files.map((name) => `/${name}`);
}

function withImports(bundle: Bundle, name: string, seen = new Set<string>()): string[] {
  const chunk = bundle[name];
  if (seen.has(name) || chunk?.type !== 'chunk') return [];
  seen.add(name);
  return [name, ...chunk.imports.flatMap((each) => withImports(bundle, each, seen))];
}
