/** What a person does while the server need not be there. Each is kept before it is shown, and sent as often as it takes. */
export type Act =
  | { readonly kind: 'send'; readonly chatId: string; readonly uuid: string; readonly text: string }
  | { readonly kind: 'read'; readonly chatId: string; readonly seq: number }
  | { readonly kind: 'accept' | 'decline' | 'withdraw'; readonly chatId: string; readonly invitationId: string }
  | { readonly kind: 'leave'; readonly chatId: string }
  /** The chat it makes has no id yet: `chatId` is its own lane. */
  | {
      readonly kind: 'create-group';
      readonly chatId: string;
      readonly uuid: string;
      readonly title: string;
      readonly usernames: readonly string[];
    };

/** One of each at a time: a later read mark takes the place of an earlier one. A message has an id of its own. */
export function idOf(act: Exclude<Act, { kind: 'send' }>): string {
  if (act.kind === 'create-group') return act.uuid;
  return `${act.kind}:${'invitationId' in act ? act.invitationId : act.chatId}`;
}

/** Why the server will not have it. `refused` comes with its own words. */
export type Refusal =
  | { readonly why: 'left' | 'gone' | 'server' }
  | { readonly why: 'refused'; readonly words: string };

export interface ActRecord {
  /** The order in which things were done; given by the store. */
  readonly order: number;
  /** The same for every attempt: it is what makes trying again harmless. */
  readonly id: string;
  readonly act: Act;
  readonly at: number;
  /** Null while it waits for the server. */
  readonly refusal: Refusal | null;
}

/** A message of the reader's own that the server has not taken. */
export interface Pending {
  readonly id: string;
  readonly uuid: string;
  readonly chatId: string;
  readonly text: string;
  readonly at: number;
  readonly refusal: Refusal | null;
}

/** Those acts that are messages, in order. */
export function pendingsOf(acts: readonly ActRecord[]): Pending[] {
  return acts.flatMap(({ id, act, at, refusal }) =>
    act.kind === 'send' ? [{ id, uuid: act.uuid, chatId: act.chatId, text: act.text, at, refusal }] : [],
  );
}
