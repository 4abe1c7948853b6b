import { drainAll, waitingIn } from '../sync/draining.ts';
import { withAccount } from './account.ts';

/**
 * Sends what waits, with every window closed.
 * @throws while something is left, so that the browser tries again
 */
export async function sendWhatWaits(): Promise<void> {
  const left = await withAccount(async (db) => {
    await drainAll(db);
    return (await waitingIn(db)).length;
  });
  if (left !== null && left > 0) throw new Error('Something still waits to be sent.');
}
