import { askToRing } from '../sync/ringing.ts';
import { isForUs } from './account.ts';
import { worker } from './worker.ts';

/** The push service has ended the subscription, or moved it. What cannot be told now is put right at the next start. */
export async function subscribeAgain(): Promise<void> {
  if (await isForUs()) await askToRing(worker.registration);
}
