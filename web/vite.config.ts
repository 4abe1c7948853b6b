import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import icons from 'unplugin-icons/vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { chunks } from './build/chunks.ts';
import { compileHints } from './build/compile-hints.ts';
import { headScripts } from './build/head-scripts.ts';
import { manifest } from './build/manifest.ts';
import { precompress } from './build/precompress.ts';
import { preloadFont } from './build/preload-font.ts';
import { shakeVueI18n } from './build/shake-vue-i18n.ts';

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const api = process.env['API_URL'] ?? 'http://localhost:4000';

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version), __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  // The build for browsers of today: a tenth smaller than the one that speaks ES5.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
  build: {
    target: 'es2022',
    // light-dark() and oklch() are the tokens themselves: written as they are, not lowered into two themes.
    cssTarget: ['chrome123', 'safari17.5', 'firefox128'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: chunks } } },
  },
  plugins: [
    vue(),
    shakeVueI18n(),
    tailwind(),
    icons({ compiler: 'vue3' }),
    vueI18n({
      include: fileURLToPath(new URL('./src/locales/*/*.json', import.meta.url)),
      runtimeOnly: true,
      compositionOnly: true,
      fullInstall: false,
      dropMessageCompiler: true,
    }),
    preloadFont(),
    headScripts(),
    compileHints(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
        globIgnores: ['**/*latin-ext*', '**/screenshots/*'],
      },
    }),
    precompress(),
  ],
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/graphql': { target: api, ws: true } },
  },
});
