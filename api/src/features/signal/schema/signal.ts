import { encodeGlobalID } from '@pothos/plugin-relay';
import { builder } from '../../../graphql/builder.ts';
import type { Context } from '../../../graphql/context.ts';
import { loaderPerNode, required } from '../../../graphql/loaders.ts';
import type {
  ChatSignal,
  DeliveredPosition as Delivered,
  PresenceChange as Change,
  ReadPosition as Read,
  Signal as AnySignal,
  Typing as Types,
} from '../../../signals/signal.ts';
import { readPeople, type Person } from '../../user/person.ts';
import { User } from '../../user/schema.ts';
import { Presence } from './presence.ts';

const Typing = builder.objectRef<Types>('Typing').implement({
  description:
    'Somebody types in a chat, or has stopped. Forget it 6 s after it came, or with their next message: the stop may be lost.',
  fields: (t) => ({
    typing: t.exposeBoolean('typing', { description: 'false: they have stopped.' }),
  }),
});

const ReadPosition = builder.objectRef<Read>('ReadPosition').implement({
  description: 'Somebody has read further in a chat. What is read is delivered, too.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'The readSeq of their membership: it only ever moves forward.' }),
  }),
});

const DeliveredPosition = builder.objectRef<Delivered>('DeliveredPosition').implement({
  description: 'A device of somebody has more of a chat.',
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'The deliveredSeq of their membership: it only ever moves forward.' }),
  }),
});

const PresenceChange = builder.objectRef<Change>('PresenceChange').implement({
  description:
    'Somebody you share a chat with came or went. The first signal of every subscription is your own: from then on you hear the others, so read their state afresh when it comes.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'Who.', resolve: personOf }),
    presence: t.field({
      type: Presence,
      nullable: true,
      description: 'How it stands with them; null when from now on you may not see it.',
      resolve: ({ presence }) => presence,
    }),
  }),
});

for (const ref of [Typing, ReadPosition, DeliveredPosition]) {
  builder.objectFields(ref, (t) => ({
    chatId: t.id({
      description: 'Global id of the chat.',
      resolve: ({ chatId }: ChatSignal) => encodeGlobalID('Chat', chatId),
    }),
    user: t.field({ type: User, description: 'Who.', resolve: personOf }),
  }));
}

const Signal = builder.unionType('Signal', {
  description: 'Something that is worth knowing only now. More types may come: ignore those you do not know.',
  types: [Typing, ReadPosition, DeliveredPosition, PresenceChange],
  resolveType: ({ kind }: AnySignal) => kind,
});

builder.subscriptionField('signals', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: Signal,
    description:
      'What the people you share chats with are doing: lossy, in no order across people, never stored, and the first to go when the server or you are slow. Read state afresh after a reconnect. It begins with your own PresenceChange, and as long as it runs you are online.',
    subscribe: (_root, _args, { viewer, unsentBytes }): AsyncIterable<AnySignal> =>
      viewer.signals.listen({ userId: viewer.userId, unsentBytes }),
    resolve: (signal) => signal,
  }),
);

const people = new WeakMap<AnySignal, Promise<Person | null>>();

/** All listeners of a node are given the same signal, so its person is read once for all of them. */
function personOf(signal: AnySignal, _args: object, { caller }: Context): Promise<Person> {
  const row = people.get(signal) ?? readers(caller.log).load(signal.userId);
  people.set(signal, row);
  // A failure is not to be remembered: whoever comes next asks again.
  row.catch(() => people.delete(signal));
  return required(row);
}

/** When many come at once, each with the signal of their own coming, they are read together. */
const readers = loaderPerNode(readPeople);
