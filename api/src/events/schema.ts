import { builder } from '../graphql/builder.ts';
import { Fault } from '../graphql/faults.ts';
import { nameOfEntry, sealCursor } from './cursor.ts';
import type { ChatEntry, LogEntry, PersonalEntry } from './entry.ts';
import type { Feed } from './feed.ts';
import { BadCursor, follow, resume, wentBack, type SnapshotRequired } from './follow.ts';
import { replay } from './replay.ts';
import type { Context, ViewerContext } from '../graphql/context.ts';
import { encodeGlobalID } from '@pothos/plugin-relay';

type AnyEvent = LogEntry | SnapshotRequired;

export const Event = builder.interfaceRef<AnyEvent>('Event').implement({
  description:
    'Something that changed for you. Told at least once: after a reconnect the newest ones may come again. What an event refers to is shown in its present state.',
  resolveType: ({ kind }) => kind,
  fields: (t) => ({
    id: t.id({
      description: 'The same whenever the event is told: one that you have had is a repeat. Not the id of a node.',
      resolve: (event, _args, { caller }) =>
        'id' in event ? nameOfEntry(event.id, caller.log.identity) : sealCursor(event.position, caller.log.identity),
    }),
    cursor: t.string({
      description:
        'Keep the newest one and give it as after to go on from here. Opaque, at most 2,000 characters and mostly below 200, gives no rights.',
      resolve: ({ position }, _args, context) => cursorFor(context, position),
    }),
    at: t.field({
      type: 'DateTime',
      description: 'When it happened, by the database’s clock.',
      resolve: ({ at }) => at,
    }),
  }),
});

export const ChatEvent = builder.interfaceRef<ChatEntry>('ChatEvent').implement({
  description:
    'Something that changed in a chat, told to its members. Per chat the events come in the order of seq; a (chatId, seq) that you have had is a repeat.',
  interfaces: [Event],
  resolveType: ({ kind }) => kind,
  fields: (t) => ({
    chatId: t.id({ description: 'Global id of the chat.', resolve: ({ chatId }) => encodeGlobalID('Chat', chatId) }),
    seq: t.exposeInt('seq', {
      description: 'Its place in the chat’s log: dense, so a gap means that you missed something.',
    }),
  }),
});

/** Makes the type of an event that a chat's members hear. The kind of its log entries is the type's name. */
export function chatEvent(name: string) {
  return builder.objectRef<ChatEntry>(name);
}

/** Makes the type of an event that one person hears. The kind of its log entries is the type's name. */
export function personalEvent(name: string) {
  return builder.objectRef<PersonalEntry>(name);
}

builder.objectRef<SnapshotRequired>('SnapshotRequired').implement({
  description:
    'The cursor cannot be continued from. Read your state afresh, with viewer.cursor, and subscribe after that one.',
  interfaces: [Event],
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'Why, as an English sentence for logs.' }),
  }),
});

const EventPage = builder
  .objectRef<{ context: Context; entries: readonly AnyEvent[]; cursor: string; hasMore: boolean }>('EventPage')
  .implement({
    description: 'A stretch of the log.',
    fields: (t) => ({
      events: t.field({
        type: [Event],
        description: 'In the order in which they happened.',
        resolve: ({ entries }) => [...entries],
      }),
      cursor: t.exposeString('cursor', { description: 'Give it as after to read on, also when events is empty.' }),
      hasMore: t.exposeBoolean('hasMore', { description: 'Whether the next page can be read at once.' }),
    }),
  });

const PAGE_MAX = 100;

builder.queryField('events', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: EventPage,
    description: 'The events of the subscription, read page by page over HTTP.',
    args: {
      after: t.arg.string({
        description: 'Where to go on: a cursor of an event, of a mutation’s success or of viewer.',
      }),
      first: t.arg.int({ required: false, description: `How many at most, 1 to ${PAGE_MAX}. 50 when left out.` }),
    },
    complexity: ({ first }) => ({ field: 1, multiplier: Math.min(first ?? 50, PAGE_MAX) }),
    resolve: async (_root, { after, first }, context) => {
      const limit = first ?? 50;
      if (limit < 1 || limit > PAGE_MAX) throw new Fault('BAD_PAGE', `Ask for 1 to ${PAGE_MAX} events.`);
      const start = await startAt(context, after);
      if ('kind' in start) return alone(context, start);
      const { log } = context.caller;
      const page = await replay(log, context.viewer.userId, start, limit);
      if (page.ahead) return alone(context, await wentBack(log));
      return { context, entries: page.entries, cursor: cursorFor(context, page.next), hasMore: page.more };
    },
  }),
);

builder.subscriptionField('events', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: Event,
    description:
      'Everything that changed for you since after, then what happens, with no seam. Without after: what happens from now on. Who reads too slowly is disconnected with close code 4413 and goes on by cursor.',
    args: {
      after: t.arg.string({
        required: false,
        description: 'Where to go on: a cursor of an event, of a mutation’s success or of viewer.',
      }),
    },
    subscribe: async (_root, { after }, context): Promise<Feed<AnyEvent> | AsyncIterable<AnyEvent>> => {
      const { log, hub } = context.caller;
      const start = after === null || after === undefined ? null : await startAt(context, after);
      if (start !== null && 'kind' in start) return once(start);
      return follow(log, hub, { userId: context.viewer.userId, onOverflow: context.closeSlow }, start);
    },
    resolve: (entry) => entry,
  }),
);

export function cursorFor(context: Context, position: Parameters<typeof sealCursor>[0]): string {
  return sealCursor(position, context.caller.log.identity);
}

function alone(context: Context, event: SnapshotRequired) {
  return { context, entries: [event], cursor: cursorFor(context, event.position), hasMore: false };
}

async function startAt(context: ViewerContext, after: string) {
  try {
    return await resume(context.caller.log, after);
  } catch (error) {
    if (error instanceof BadCursor) throw new Fault('BAD_CURSOR', error.message);
    throw error;
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
