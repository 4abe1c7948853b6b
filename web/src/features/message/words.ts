import { computed } from 'vue';
import { i18n } from '../../locales/i18n.ts';
import { phrase } from '../../locales/phrase.ts';
import { STATES } from './states.ts';

const said = phrase<'name' | 'time' | 'text'>((t, mark) =>
  t('message.said', { name: mark('name'), time: mark('time'), text: mark('text') }),
);
const saidState = phrase<'name' | 'time' | 'text' | 'state'>((t, mark) =>
  t('message.saidState', { name: mark('name'), time: mark('time'), text: mark('text'), state: mark('state') }),
);
const picked = phrase<'label'>((t, mark) => t('message.picked', { label: mark('label') }));

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
