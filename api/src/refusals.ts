/** A "no" that the person can act on. It reaches clients as data: see graphql/errors.ts. */
export class Refusal extends Error {}

export type FieldProblem = Readonly<{ path: readonly string[]; message: string }>;

/** Something that was typed cannot be used. */
export class InputError extends Refusal {
  readonly code = 'INVALID_INPUT';
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    super(fields[0]?.message ?? 'Something you entered cannot be used.');
    this.fields = fields;
  }
}

/** It does not exist, or the viewer may not know that it does. */
export class NotFoundError extends Refusal {
  readonly code = 'NOT_FOUND';

  constructor(what: string) {
    super(`There is no such ${what}.`);
  }
}

/** It exists, and the viewer may not do this with it. */
export class ForbiddenError extends Refusal {
  readonly code: 'FORBIDDEN' | 'WRONG_CREDENTIALS';

  constructor(message: string, code: 'FORBIDDEN' | 'WRONG_CREDENTIALS' = 'FORBIDDEN') {
    super(message);
    this.code = code;
  }
}

/** It clashes with what is there already. */
export class ConflictError extends Refusal {
  readonly code: 'CONFLICT' | 'USERNAME_TAKEN';

  constructor(message: string, code: 'CONFLICT' | 'USERNAME_TAKEN' = 'CONFLICT') {
    super(message);
    this.code = code;
  }
}
