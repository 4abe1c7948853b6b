import type { Settings } from './records.ts';
import { store } from './store/account.ts';

/** As the server has taken them. */
export async function keepSettings(settings: Settings): Promise<void> {
  await store.value?.facts.put({ key: 'settings', value: settings });
}
