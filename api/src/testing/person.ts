/** Somebody with an account, signed in. */
export type Person = Readonly<{ name: string; id: string; username: string; token: string; sessionId: string }>;
