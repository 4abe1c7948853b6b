/** `/ui` while developing: every component in every state. It stands beside the app, so that no build holds it. */
import { createApp } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n, speakReadersLanguage } from '../locales/i18n.ts';
import { paintAppearance } from '../platform/appearance.ts';
import DesignPage from './DesignPage.vue';
import '../styles/app.css';

const router = createRouter({
  history: createMemoryHistory(),
  routes: [{ path: '/:rest(.*)*', component: DesignPage }],
});

paintAppearance();
await speakReadersLanguage();
createApp(DesignPage).use(router).use(i18n).mount('#app');
