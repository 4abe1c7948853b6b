import urql from '@urql/vue';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n, speakReadersLanguage } from './locales/i18n.ts';
import { paintTheme } from './platform/theme.ts';
import { onComingBack } from './platform/visibility.ts';
import { onOtherWindow } from './platform/windows.ts';
import { router } from './router.ts';
import { client } from './sync/client.ts';
import { hurry, start } from './sync/engine.ts';
import './styles/app.css';

paintTheme();
void start();
onComingBack(hurry);
onOtherWindow(() => void start());
await speakReadersLanguage();
createApp(App).use(router).use(i18n).use(urql, client).mount('#app');
