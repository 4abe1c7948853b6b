import { i18n } from './i18n.ts';
import type { Fault } from '../sync/client.ts';

/** What happened and what to do, for a request that got no answer. */
export function faultWords(fault: Fault): string {
  const { t } = i18n.global;
  switch (fault.fault) {
    case 'offline':
      return t('common.fault.offline');
    case 'rate-limited':
      return t('common.fault.rateLimited', Math.ceil(fault.retryAfterS));
    case 'signed-out':
      return t('common.fault.signedOut');
    case 'unavailable':
      return t('common.fault.unavailable');
    case 'server':
      return fault.requestId === null ? t('common.fault.server') : `${t('common.fault.server')} (${fault.requestId})`;
  }
}
