import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { builder } from '../../../graphql/builder.ts';
import { requiredId } from '../../../graphql/nodes.ts';
import { PushPreview as Previews } from '../../../generated/prisma/enums.ts';
import type { PushDevice as Row } from '../../../generated/prisma/client.ts';
import { DEVICES_MAX, registerDevice, removeDevice, testDevice, type Tested } from '../actions.ts';
import { PushDevice, PushFailure, PushPreview } from './device.ts';

const AUTH_BYTES = 16;

const RegisterPushDeviceInput = builder.inputType('RegisterPushDeviceInput', {
  description: 'What PushSubscription.toJSON() of a browser says, and what it is to be told.',
  validate: z.object({
    endpoint: z.string().max(2_000, 'An endpoint has at most 2,000 characters.'),
    p256dh: z.string().refine(isPoint, 'This is not a public key of P-256, 65 bytes of base64url.'),
    auth: z.string().refine(isSecret, `This is not a secret of ${AUTH_BYTES} bytes of base64url.`),
    preview: z.enum(Previews).nullish(),
  }),
  fields: (t) => ({
    endpoint: t.string({
      description:
        'Where the push service takes messages: https, port 443, in the public internet, at most 2,000 characters.',
    }),
    p256dh: t.string({ description: 'keys.p256dh of the subscription: 65 bytes, base64url.' }),
    auth: t.string({ description: 'keys.auth of the subscription: 16 bytes, base64url.' }),
    preview: t.field({
      type: PushPreview,
      required: false,
      description: 'How much the device is told. Left out: as it was, NOTHING for a new one.',
    }),
  }),
});

const RegisterPushDeviceSuccess = builder.objectRef<{ device: Row }>('RegisterPushDeviceSuccess').implement({
  description: 'The browser will ring.',
  fields: (t) => ({
    device: t.field({ type: PushDevice, description: 'As it is kept.', resolve: ({ device }) => device }),
  }),
});

const RemovePushDeviceInput = builder.inputType('RemovePushDeviceInput', {
  description: 'A browser that is not to ring any more.',
  fields: (t) => ({
    endpoint: t.string({ description: 'The endpoint that it was registered with.' }),
  }),
});

const RemovePushDeviceSuccess = builder.objectRef<{ removed: boolean }>('RemovePushDeviceSuccess').implement({
  description: 'The endpoint is not one of yours now.',
  fields: (t) => ({
    removed: t.exposeBoolean('removed', { description: 'Whether it was before.' }),
  }),
});

const TestPushDeviceInput = builder.inputType('TestPushDeviceInput', {
  description: 'A device to try.',
  fields: (t) => ({ id: t.id({ description: 'Global id of one of your push devices.' }) }),
});

const TestPushDeviceSuccess = builder.objectRef<Tested>('TestPushDeviceSuccess').implement({
  description: 'The push service was asked. Whether the browser shows it, only the browser can say.',
  fields: (t) => ({
    accepted: t.boolean({
      description: 'Whether the push service took it.',
      resolve: ({ delivery }) => delivery.failure === null,
    }),
    status: t.int({
      nullable: true,
      description: 'The HTTP status that the push service answered with; null when it could not be asked.',
      resolve: ({ delivery }) => delivery.status,
    }),
    failure: t.field({
      type: PushFailure,
      nullable: true,
      description: 'Why it did not take it; null when it did.',
      resolve: ({ delivery }) => delivery.failure,
    }),
    device: t.field({
      type: PushDevice,
      description: 'The device as it stands now.',
      resolve: ({ device }) => device,
    }),
  }),
});

builder.mutationFields((t) => ({
  registerPushDevice: t.withAuth({ signedIn: true }).field({
    type: RegisterPushDeviceSuccess,
    description: `Has a browser rung for this session, until the session ends. Registering again is harmless and changes keys and preview. An endpoint that another session had moves here, whosever it was. At most ${DEVICES_MAX} devices of one person, 60 registrations an hour.`,
    args: { input: t.arg({ type: RegisterPushDeviceInput, description: 'The subscription of the browser.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => ({ device: await registerDevice(viewer, input) }),
  }),
  removePushDevice: t.withAuth({ signedIn: true }).field({
    type: RemovePushDeviceSuccess,
    description: 'Has one of your browsers not be rung any more. Harmless when it is not.',
    args: { input: t.arg({ type: RemovePushDeviceInput, description: 'The browser.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => ({ removed: await removeDevice(viewer, input) }),
  }),
  testPushDevice: t.withAuth({ signedIn: true }).field({
    type: TestPushDeviceSuccess,
    description:
      'Rings one of your devices now, with kind TEST, and tells what its push service answered. At most 10 a minute.',
    args: { input: t.arg({ type: TestPushDeviceInput, description: 'The device.' }) },
    errors: {},
    resolve: (_root, { input }, { viewer }) => testDevice(viewer, requiredId('PushDevice', input.id)),
  }),
}));

/** Whether it is an uncompressed point that lies on the curve. */
function isPoint(text: string): boolean {
  const bytes = fromBase64url(text);
  if (bytes?.length !== 65 || bytes[0] !== 4) return false;
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}

function isSecret(text: string): boolean {
  return fromBase64url(text)?.length === AUTH_BYTES;
}

/** Some browsers write the padding. */
function fromBase64url(text: string): Buffer | null {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : null;
}
