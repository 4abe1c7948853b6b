import { tellOtherWindows } from '../../platform/windows.ts';
import { mutate } from '../../sync/client.ts';
import { start } from '../../sync/engine.ts';
import { leave, signIn } from '../../sync/session-end.ts';
import { LogIn, Register } from './documents.ts';
import type { SignInOutcome } from './outcome.ts';

export async function register(input: {
  username: string;
  displayName: string;
  password: string;
}): Promise<SignInOutcome> {
  const answer = await signIn(() => mutate(Register, { input }));
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.register;
  switch (result.__typename) {
    case 'RegisterSuccess':
      return enter();
    case 'InputError':
      return { outcome: 'invalid', fields: result.fields };
    case 'ConflictError':
      return { outcome: 'username-taken' };
    default:
      return { outcome: 'refused', words: result.words };
  }
}

export async function logIn(input: { username: string; password: string }): Promise<SignInOutcome> {
  const answer = await signIn(() => mutate(LogIn, { input }));
  if (!answer.ok) return { outcome: 'no-answer', ...answer };
  const result = answer.data.logIn;
  switch (result.__typename) {
    case 'LogInSuccess':
      return enter();
    case 'InputError':
      return { outcome: 'invalid', fields: result.fields };
    case 'ForbiddenError':
      return { outcome: 'wrong-credentials' };
    default:
      return { outcome: 'refused', words: result.words };
  }
}

/**
 * Works without the server too: its session is then ended at the next chance, and nothing stays here meanwhile. Imported by
 * whoever shows the way out: without a line it could not be fetched first.
 */
export async function logOut(): Promise<void> {
  await leave();
  tellOtherWindows();
}

/** The cookie is set; `phase` says when the first screen has its data. */
function enter(): SignInOutcome {
  void start();
  tellOtherWindows();
  return { outcome: 'signed-in' };
}
