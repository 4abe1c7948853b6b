import { computed } from 'vue';
import { i18n } from '../../locales/i18n.ts';
import { phrase } from '../../locales/phrase.ts';
import { STATES } from './states.ts';

const said = phrase(['name', 'time', 'text'], (t, marks) => t('message.said', marks));
const saidState = phrase(['name', 'time', 'text', 'state'], (t, marks) => t('message.saidState', marks));
const picked = phrase(['label'], (t, marks) => t('message.picked', marks));

/** The words that every bubble needs. */
export const words = computed(() => {
  const { t } = i18n.global;
  return {
    you: t('chat.you'),
    nobody: t('chat.nobody'),
    actions: t('message.actions'),
    states: {
      waiting: t(STATES.waiting.words),
      sent: t(STATES.sent.words),
      delivered: t(STATES.delivered.words),
      read: t(STATES.read.words),
      failed: t(STATES.failed.words),
    },
    said,
    saidState,
    picked,
  };
});
