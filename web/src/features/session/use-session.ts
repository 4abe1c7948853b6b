import { computed } from 'vue';
import { mutate } from '../../sync/client.ts';
import type { Fault } from '../../sync/client.ts';
import { start } from '../../sync/engine.ts';
import { phase } from '../../sync/phase.ts';
import { replica } from '../../sync/replica.ts';
import { leave, signIn } from '../../sync/session-end.ts';
import { tellOtherWindows } from '../../platform/windows.ts';
import { LogIn, Register } from './documents.ts';

interface FieldProblem {
  readonly path: readonly string[];
  readonly message: string;
}

export type SignInOutcome =
  | { readonly outcome: 'signed-in' }
  | { readonly outcome: 'invalid'; readonly fields: readonly FieldProblem[] }
  | { readonly outcome: 'username-taken' }
  | { readonly outcome: 'wrong-credentials' }
  | { readonly outcome: 'refused'; readonly words: string }
  | ({ readonly outcome: 'no-answer' } & Fault);

export function useSession() {
  return { phase, me: computed(() => replica.me.value?.user ?? null), register, logIn, logOut };
}

async function register(input: { username: string; displayName: string; password: string }): Promise<SignInOutcome> {
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

async function logIn(input: { username: string; password: string }): Promise<SignInOutcome> {
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

/** Works without the server too: its session is then ended at the next chance, and nothing stays here meanwhile. */
async function logOut(): Promise<void> {
  await leave();
  tellOtherWindows();
}

/** The cookie is set; `phase` says when the first screen has its data. */
function enter(): SignInOutcome {
  void start();
  tellOtherWindows();
  return { outcome: 'signed-in' };
}
