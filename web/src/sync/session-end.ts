import { writeStored } from '../platform/storage.ts';
import { mutate, type Answer } from './client.ts';
import { LogOut } from './documents/session.ts';
import { forgetLanes } from './draining.ts';
import { setLink } from './link.ts';
import { endLife, phase, setPhase } from './phase.ts';
import { forgetEverything, replica } from './replica.ts';
import { closeStore } from './store/account.ts';
import { beginWipe, changingAccounts, owesLogOut, setOwesLogOut, signedIn } from './store/device.ts';
import { wipe } from './store/wipe.ts';

/** Forgets the person and all that the device kept of them: `left` by their own wish, `ended` by the server or elsewhere. */
export async function endSession(how: 'left' | 'ended'): Promise<void> {
  endLife();
  setLink('down');
  writeStored('was-in', null);
  const account = await signedIn();
  forgetEverything(replica);
  forgetLanes();
  const because = phase.value.at === 'ready' ? how : 'nobody';
  if (account === null) closeStore();
  else {
    // Not in line behind what is still on its way in their name: the tab may be closed before that is answered.
    await beginWipe(account);
    await changingAccounts(() => wipe(account));
  }
  if (phase.value.at !== 'guest') setPhase({ at: 'guest', because });
}

/** Asks to be let in: while the cookie may change hands nothing goes out in anybody's name. */
export async function signIn<Data>(ask: () => Promise<Answer<Data>>): Promise<Answer<Data>> {
  return changingAccounts(async () => {
    // What is still owed would end the new session in place of the old one.
    if (!(await logOutOwed())) return { ok: false, fault: 'unavailable' };
    return ask();
  });
}

/** Leaves, with or without the server: without it, its session is ended at the next chance. */
export async function leave(): Promise<void> {
  await setOwesLogOut(true);
  await endSession('left');
  await logOutOwed();
}

/** Ends the session that somebody left while the server was away. @returns whether there is none any more */
export async function logOutOwed(): Promise<boolean> {
  if (!(await owesLogOut())) return true;
  const answer = await mutate(LogOut, {});
  if (!answer.ok && answer.fault !== 'signed-out') return false;
  await setOwesLogOut(false);
  return true;
}
