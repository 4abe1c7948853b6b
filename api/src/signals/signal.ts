import { z } from 'zod';
import type { Codec } from '../platform/bus.ts';

/** Whether a person is online, or when they last were; null when that is not known. */
export type Presence = Readonly<{ online: boolean; lastSeenAt: Date | null }>;

export type Typing = Readonly<{ kind: 'Typing'; chatId: string; userId: string; typing: boolean }>;
export type ReadPosition = Readonly<{ kind: 'ReadPosition'; chatId: string; userId: string; seq: number }>;
export type DeliveredPosition = Readonly<{ kind: 'DeliveredPosition'; chatId: string; userId: string; seq: number }>;

/** What the other members of a chat may hear. */
export type ChatSignal = Typing | ReadPosition | DeliveredPosition;

/** What those who may see a person hear; null when from now on they may not. */
export type PresenceChange = Readonly<{ kind: 'PresenceChange'; userId: string; presence: Presence | null }>;

/** Something that is worth knowing only now: it is never stored, and may be lost. */
export type Signal = ChatSignal | PresenceChange;

const position = { chatId: z.string(), userId: z.string(), seq: z.number() };

const onTheWire = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('Typing'), chatId: z.string(), userId: z.string(), typing: z.boolean() }),
  z.object({ kind: z.literal('ReadPosition'), ...position }),
  z.object({ kind: z.literal('DeliveredPosition'), ...position }),
  z.object({
    kind: z.literal('PresenceChange'),
    userId: z.string(),
    presence: z.object({ online: z.boolean(), lastSeenAt: z.coerce.date().nullable() }).nullable(),
  }),
]);

export const signalCodec: Codec<Signal> = {
  encode: (signal) => JSON.stringify(signal),
  decode: (text) => onTheWire.safeParse(JSON.parse(text)).data ?? null,
};
