import { computed, readonly, shallowRef } from 'vue';
import { faultWords } from '../../locales/fault-words.ts';
import { mutate } from '../../sync/client.ts';
import { keepSettings } from '../../sync/settings.ts';
import { refreshPresences } from '../../sync/presences.ts';
import type { Settings } from '../../sync/records.ts';
import { replica } from '../../sync/replica.ts';
import { UpdateSettings } from './documents.ts';

/** What the person has chosen, on all devices. A choice shows at once, and is taken back when the server has not taken it. */
export function useSettings() {
  const problem = shallowRef<string>();
  const wish = shallowRef<Partial<Settings>>({});
  const settings = computed(() =>
    replica.settings.value === null ? null : { ...replica.settings.value, ...wish.value },
  );

  async function choose(change: Partial<Settings>): Promise<void> {
    wish.value = change;
    const answer = await mutate(UpdateSettings, { input: change });
    // Somebody who chooses quickly has chosen otherwise by now.
    if (wish.value !== change) return;
    wish.value = {};
    if (!answer.ok) return void (problem.value = faultWords(answer));
    const result = answer.data.updateSettings;
    if (result.__typename !== 'UpdateSettingsSuccess') return void (problem.value = result.words);
    problem.value = undefined;
    await keepSettings(result.settings);
    refreshPresences();
  }

  return { settings, problem: readonly(problem), choose };
}
