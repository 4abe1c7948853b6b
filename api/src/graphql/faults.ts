/** What is wrong with a request as a whole; it reaches clients as a top-level error with this code. */
export class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export class Unauthenticated extends Fault {
  constructor() {
    super('UNAUTHENTICATED', 'Sign in first.');
  }
}
