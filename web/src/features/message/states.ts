import IconAlert from '~icons/lucide/circle-alert';
import IconCheck from '~icons/lucide/check';
import IconChecks from '~icons/lucide/check-check';
import IconClock from '~icons/lucide/clock-3';

/** How far a message of the reader's own has come, as a sign and as a word. */
export const STATES = {
  waiting: { icon: IconClock, words: 'message.sending', tint: '' },
  sent: { icon: IconCheck, words: 'message.sentState', tint: '' },
  delivered: { icon: IconChecks, words: 'message.deliveredState', tint: '' },
  read: { icon: IconChecks, words: 'message.readState', tint: 'text-patina' },
  failed: { icon: IconAlert, words: 'message.failed', tint: '' },
  theirs: null,
} as const;
