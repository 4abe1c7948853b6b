import { builder } from '../../../graphql/builder.ts';
import { Fault } from '../../../graphql/faults.ts';
import { localId } from '../../../graphql/nodes.ts';
import type { Presence as Row } from '../../../signals/signal.ts';
import { Viewer } from '../../session/schema.ts';

const PEOPLE_AT_ONCE = 100;

export const Presence = builder.objectRef<Row>('Presence').implement({
  description: 'Whether somebody is there: online is who has a device with a running signals subscription.',
  fields: (t) => ({
    online: t.exposeBoolean('online', { description: 'A device is there now, or was 5 s ago.' }),
    lastSeenAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a device was last there, to about a minute; null while online, and for who never was.',
      resolve: ({ lastSeenAt }) => lastSeenAt,
    }),
  }),
});

builder.objectField(Viewer, 'presences', (t) =>
  t.field({
    type: [Presence],
    nullable: { list: false, items: true },
    description:
      'Whether these people are online, in the same order; null for whom you may not see. You see those who show themselves to everyone, those who show themselves to people in shared chats if you share one, and yourself. While your own presenceVisibility is NOBODY you see only yourself.',
    args: { userIds: t.arg.idList({ description: `Global ids of at most ${PEOPLE_AT_ONCE} people.` }) },
    complexity: ({ userIds }) => ({ field: 1, multiplier: Math.max(1, userIds.length) }),
    resolve: async ({ signals, userId }, { userIds }) => {
      if (userIds.length > PEOPLE_AT_ONCE)
        throw new Fault('BAD_PAGE', `Ask for at most ${PEOPLE_AT_ONCE} people at once.`);
      const ids = userIds.map((id) => localId('User', id));
      const presences = await signals.presences.look(
        userId,
        ids.filter((id) => id !== null),
      );
      return ids.map((id) => (id === null ? null : (presences.get(id) ?? null)));
    },
  }),
);
