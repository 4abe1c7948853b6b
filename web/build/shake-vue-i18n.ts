import type { Plugin } from 'vite';

/** vue-i18n does `import * as Vue from 'vue'`, which keeps every export of Vue alive; name the one export it reads. */
export function shakeVueI18n(): Plugin {
  return {
    name: 'shake-vue-i18n',
    enforce: 'pre',
    transform: {
      filter: { id: /vue-i18n[^/]*\.mjs$/ },
      handler(code) {
        if (!code.includes('import * as Vue from')) return null;
        const named = `import { getCurrentInstance as currentInstance } from 'vue'; const Vue = { getCurrentInstance: currentInstance };`;
        return { code: code.replace(/import \* as Vue from ['"]vue['"];?/, named), map: null };
      },
    },
  };
}
