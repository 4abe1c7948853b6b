import * as v from 'valibot';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const shown = { sender: v.optional(v.string()), title: v.optional(v.string()) };

const VERSION = { v: v.literal(1) };

/** What the server puts into a push. Who and what it is about only as far as the device asked for it. */
const schema = v.variant('kind', [
  v.object({
    ...VERSION,
    kind: v.literal('MESSAGE'),
    chatId: id,
    messageId: id,
    seq: count,
    unread: count,
    ...shown,
    text: v.optional(v.string()),
  }),
  v.object({ ...VERSION, kind: v.literal('READ'), chatId: id, seq: count, unread: count }),
  v.object({ ...VERSION, kind: v.literal('INVITATION'), invitationId: id, unread: count, ...shown }),
  v.object({ ...VERSION, kind: v.literal('TEST'), id }),
]);

export type Pushed = v.InferOutput<typeof schema> | { readonly kind: 'UNKNOWN' };
export type MessagePushed = Extract<Pushed, { kind: 'MESSAGE' }>;
export type ReadPushed = Extract<Pushed, { kind: 'READ' }>;
export type InvitationPushed = Extract<Pushed, { kind: 'INVITATION' }>;

/** A newer server, or nobody we know: something has come, but not what. */
export function readPushed(text: string | undefined): Pushed {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : { kind: 'UNKNOWN' };
}
