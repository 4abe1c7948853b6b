import {
  PushDecision as Decisions,
  PushFailure as Failures,
  PushPreview as Previews,
} from '../../../generated/prisma/enums.ts';
import { builder } from '../../../graphql/builder.ts';
import { answerNode } from '../../../graphql/nodes.ts';
import { Viewer } from '../../session/schema.ts';
import { ownDevices } from '../access.ts';

export const PushPreview = builder.enumType('PushPreview', {
  description: 'How much of a message is put into what a device is sent. It is encrypted for the browser in any case.',
  values: {
    [Previews.NOTHING]: { description: 'Ids only: the app reads the rest itself. What a device starts with.' },
    [Previews.SENDER]: { description: 'Who wrote, and the title of a group.' },
    [Previews.TEXT]: { description: 'The same, and the first 300 characters of the text.' },
  } as const,
});

export const PushFailure = builder.enumType('PushFailure', {
  description: 'Why a push service did not take something.',
  values: {
    [Failures.GONE]: { description: 'It knows the device no longer. It is not asked again: subscribe anew.' },
    [Failures.REFUSED]: { description: 'It would not take it, and would not take it a second time.' },
    [Failures.BUSY]: { description: 'It was too busy or out of order. Tried again for about an hour.' },
    [Failures.UNREACHABLE]: { description: 'It could not be reached. Tried again for about an hour.' },
    [Failures.NOT_ALLOWED]: { description: 'It lies where this server may not call, e.g. inside its own network.' },
  } as const,
});

const PushDecision = builder.enumType('PushDecision', {
  description: 'Why a message did or did not ring. More may come.',
  values: {
    [Decisions.RANG]: { description: 'The push service took it.' },
    [Decisions.SEEN_ELSEWHERE]: {
      description: 'You had read it within the seconds that are waited, or before it could be delivered.',
    },
    [Decisions.OWN_MESSAGE]: { description: 'You wrote it.' },
    [Decisions.FAILED]: { description: 'The push service did not take it: lastFailure says why.' },
  } as const,
});

export const PushDevice = builder.prismaNode('PushDevice', {
  id: { field: 'id' },
  description:
    'A browser of yours that is rung by Web Push. It ends with its session. Changes of it are told by no event: read it again.',
  fields: (t) => ({
    session: t.relation('session', { description: 'The session that registered it: which of your devices it is.' }),
    service: t.string({
      description: 'The host of the push service, e.g. fcm.googleapis.com. The endpoint itself is never shown.',
      select: { endpoint: true },
      resolve: ({ endpoint }) => new URL(endpoint).host,
    }),
    preview: t.expose('preview', { type: PushPreview }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastSuccessAt: t.expose('lastSuccessAt', { type: 'DateTime', nullable: true }),
    lastFailureAt: t.expose('lastFailureAt', { type: 'DateTime', nullable: true }),
    lastFailure: t.expose('lastFailure', { type: PushFailure, nullable: true }),
    lastDecision: t.expose('lastDecision', { type: PushDecision, nullable: true }),
    lastDecisionAt: t.expose('lastDecisionAt', { type: 'DateTime', nullable: true }),
    deaf: t.boolean({
      description: 'Whether it has failed since its last success, or for good.',
      select: { lastSuccessAt: true, lastFailureAt: true, lastFailure: true },
      resolve: ({ lastSuccessAt, lastFailureAt, lastFailure }) =>
        lastFailure === 'GONE' || (lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt)),
    }),
  }),
});

answerNode('PushDevice', async (viewer, id) => {
  const device = await viewer.log.database.prisma.pushDevice.findFirst({ where: { id, ...ownDevices(viewer) } });
  return device && PushDevice.addBrand(device);
});

builder.objectFields(Viewer, (t) => ({
  pushKey: t.string({
    description:
      'The server’s VAPID public key, base64url: the applicationServerKey to subscribe with. It stays the same as long as the database does.',
    resolve: ({ courier }) => courier.publicKey,
  }),
  pushDevices: t.prismaField({
    type: [PushDevice],
    description:
      'Your browsers that are rung by Web Push, on all your sessions, the newest first. At most 20 that are not GONE.',
    resolve: (query, viewer) =>
      viewer.log.database.prisma.pushDevice.findMany({ ...query, where: ownDevices(viewer), orderBy: { id: 'desc' } }),
  }),
}));
