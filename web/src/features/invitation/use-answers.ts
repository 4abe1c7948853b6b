import { computed, readonly, shallowReactive, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Invitation } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import type { Answered } from './use-invitations.ts';

/** Runs one verb on an invitation at a time, and keeps what is to be said when it did not work. */
export function useAnswers() {
  const { t } = useI18n();
  const running: Set<string> = shallowReactive(new Set());
  const problem = shallowRef<string>();
  /** What was answered and waits for the server is busy too. */
  const busy = computed(() => {
    const kept = replica.acts.value.flatMap(({ act, refusal }) =>
      'invitationId' in act && refusal === null ? [act.invitationId] : [],
    );
    return new Set([...running, ...kept]);
  });

  async function run(invitation: Invitation, verb: (invitation: Invitation) => Promise<Answered>): Promise<boolean> {
    if (busy.value.has(invitation.id)) return false;
    problem.value = undefined;
    running.add(invitation.id);
    const { outcome } = await verb(invitation);
    running.delete(invitation.id);
    if (outcome === 'gone') problem.value = t('invitation.gone');
    if (outcome === 'waiting') problem.value = t('common.keptForLater');
    return outcome === 'done';
  }

  return { busy, problem: readonly(problem), run };
}
