import type { Plugin } from 'vite';

/** Every first screen is set in this file; asking for it together with the styles keeps the text from changing under the reader. */
const FIRST_FONT = /instrument-sans-latin-wght-normal[^/]*\.woff2$/;

export function preloadFont(): Plugin {
  return {
    name: 'preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => FIRST_FONT.test(name));
        if (font === undefined) throw new Error('The build holds no Instrument Sans to preload.');
        return [
          {
            tag: 'link',
            injectTo: 'head',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${font}` },
          },
        ];
      },
    },
  };
}
