import { createApp } from 'vue';
import App from './App.vue';
import { wait } from './lib/wait.ts';
import { i18n, speakReadersLanguage } from './locales/i18n.ts';
import { breakDown } from './pages/broken.ts';
import { paintAppearance } from './platform/appearance.ts';
import { recordFaults } from './platform/faults.ts';
import { keepInstallEvent } from './platform/installing.ts';
import { paintListWidth } from './platform/layout.ts';
import { listenForShortcuts } from './platform/shortcuts.ts';
import { onComingBack } from './platform/visibility.ts';
import { onOtherWindow } from './platform/windows.ts';
import { router } from './router.ts';
import { comeBack, faults, firstLook, start } from './sync/engine.ts';
import './styles/app.css';

const LOOK_MAX_MS = 1_000;

recordFaults();
paintAppearance();
paintListWidth();
listenForShortcuts();
keepInstallEvent();
faults.broken = (error) => {
  breakDown('store');
  reportError(error);
};
void start();
onComingBack(comeBack);
onOtherWindow(() => void start());
// Not awaited: the file of a language may need this one, and would wait for it in turn. What index.html shows meanwhile is
// replaced by the list itself; a store that is slow to open gets a screen that says so.
const seen = Promise.race([firstLook, wait(LOOK_MAX_MS)]);
void Promise.all([speakReadersLanguage(), seen]).then(() => createApp(App).use(router).use(i18n).mount('#app'));
