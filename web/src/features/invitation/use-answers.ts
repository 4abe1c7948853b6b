import { readonly, shallowReactive, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { faultWords } from '../../locales/fault-words.ts';
import type { Invitation } from '../../sync/records.ts';
import type { Answered } from './use-invitations.ts';

/** Runs one verb on an invitation at a time, and keeps what is to be said when it did not work. */
export function useAnswers() {
  const { t } = useI18n();
  const busy: Set<string> = shallowReactive(new Set());
  const problem = shallowRef<string>();

  async function run(invitation: Invitation, verb: (invitation: Invitation) => Promise<Answered>): Promise<boolean> {
    if (busy.has(invitation.id)) return false;
    problem.value = undefined;
    busy.add(invitation.id);
    const outcome = await verb(invitation);
    busy.delete(invitation.id);
    if (outcome.outcome === 'gone') problem.value = t('invitation.gone');
    if (outcome.outcome === 'no-answer') problem.value = faultWords(outcome);
    return outcome.outcome === 'done';
  }

  return { busy, problem: readonly(problem), run };
}
