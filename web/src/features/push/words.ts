import { i18n } from '../../locales/i18n.ts';

const FAILURES = ['GONE', 'REFUSED', 'BUSY', 'UNREACHABLE', 'NOT_ALLOWED'] as const;
const DECISIONS = ['RANG', 'SEEN_ELSEWHERE', 'OWN_MESSAGE', 'FAILED'] as const;

/** Why a push service did not take something; null for a reason that a newer server has and we do not know. */
export function failureWords(failure: string | null): string | null {
  const known = FAILURES.find((each) => each === failure);
  return known === undefined ? null : i18n.global.t(`notifications.devices.failure.${known}`);
}

/** Why a message did or did not ring. */
export function decisionWords(decision: string | null): string | null {
  const known = DECISIONS.find((each) => each === decision);
  return known === undefined ? null : i18n.global.t(`notifications.devices.decision.${known}`);
}
