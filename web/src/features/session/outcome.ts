import type { Fault } from '../../sync/client.ts';

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
