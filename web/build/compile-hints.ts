import type { Plugin } from 'vite';

/** The chunks whose functions are nearly all called as soon as the list of chats, or the first chat, is brought up. */
const HINTED = new Set(['frame', 'shell', 'store', 'line', 'conversation']);
/**
 * V8's word for it (explicit compile hints, Chromium 136): compile all functions off the main thread while the file is
 * read, not each at its first call. Modules that come from Cache Storage have no code cache that would do this (seen in Chromium 156). Other
 * engines take it for the comment it is.
 */
const HINT = '//# allFunctionsCalledOnLoad\n';

export function compileHints(): Plugin {
  return {
    name: 'compile-hints',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk' && HINTED.has(chunk.name)) chunk.code = HINT + chunk.code;
        }
      },
    },
  };
}
