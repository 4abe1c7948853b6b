import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { cursorFor, Event, personalEvent } from '../../events/schema.ts';
import { builder } from '../../graphql/builder.ts';
import type { Context } from '../../graphql/context.ts';
import { START_OF_LOG } from '../../graphql/documents.ts';
import { answerNode } from '../../graphql/nodes.ts';
import type { Viewer as Person } from '../../viewer.ts';
import { displayNameInput, usernameInput } from '../user/names.ts';
import { newPasswordInput, passwordInput } from '../user/passwords.ts';
import { User } from '../user/schema.ts';
import { live } from './access.ts';
import { logIn, logOut, register, type SignedIn } from './actions.ts';

const Session = builder.prismaNode('Session', {
  id: { field: 'id' },
  fields: (t) => ({
    userAgent: t.exposeString('userAgent', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
  }),
});

answerNode('Session', async ({ log, userId }, id) => {
  const session = await log.database.prisma.session.findFirst({ where: { id, userId, ...live() } });
  return session && Session.addBrand(session);
});

/** The signed-in person, and all that depends on who asks. Later features add their fields. */
export const Viewer = builder.objectRef<Person>('Viewer').implement({
  description: 'You: the signed-in person, and everything that differs from person to person.',
  fields: (t) => ({
    user: t.prismaField({
      type: User,
      description: 'You as others see you.',
      resolve: (query, { log, userId }) =>
        log.database.prisma.user.findUniqueOrThrow({ ...query, where: { id: userId } }),
    }),
    session: t.prismaField({
      type: Session,
      description: 'The session that asks.',
      resolve: (query, { log, sessionId }) =>
        log.database.prisma.session.findUniqueOrThrow({ ...query, where: { id: sessionId } }),
    }),
    sessions: t.prismaField({
      type: [Session],
      description: 'Where you are signed in, the latest sign-in first.',
      resolve: (query, { log, userId }) =>
        log.database.prisma.session.findMany({ ...query, where: { userId, ...live() }, orderBy: { id: 'desc' } }),
    }),
    cursor: t.string({
      extensions: START_OF_LOG,
      description:
        'Stands for the moment before this operation read anything: the state read here, plus every event after this cursor, is the state at any later time.',
      resolve: async (_viewer, _args, context) => cursorFor(context, await context.startedAt()),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: 'You; null when not signed in.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);

const RegisterInput = builder.inputType('RegisterInput', {
  description: 'A new account.',
  validate: z.object({ username: usernameInput, displayName: displayNameInput, password: newPasswordInput }),
  fields: (t) => ({
    username: t.string({
      description: '3 to 32 characters of a–z, 0–9, dot and underscore, not yet taken. Upper case is made lower case.',
    }),
    displayName: t.string({ description: '1 to 64 visible characters in any script.' }),
    password: t.string({
      description: '8 to 256 characters of any kind, all of which count; not one of the most common passwords.',
    }),
  }),
});

const LogInInput = builder.inputType('LogInInput', {
  description: 'What proves who you are.',
  validate: z.object({ username: usernameInput, password: passwordInput }),
  fields: (t) => ({
    username: t.string({ description: 'Upper case and surrounding space do not matter.' }),
    password: t.string({ description: 'As it was set.' }),
  }),
});

function signedInType(name: string, description: string) {
  return builder.objectRef<SignedIn>(name).implement({
    description,
    fields: (t) => ({
      viewer: t.field({ type: Viewer, description: 'You, signed in.', resolve: ({ viewer }) => viewer }),
      token: t.exposeString('token', {
        description:
          'Proves the session: send it as "authorization: Bearer …". Browsers on our own origin need not, they have the cookie. Shown only here.',
      }),
    }),
  });
}

builder.mutationFields((t) => ({
  register: t.field({
    type: signedInType('RegisterSuccess', 'The account is made and signed in.'),
    description: 'Makes an account and signs it in. At most 20 an hour from one address.',
    args: { input: t.arg({ type: RegisterInput, description: 'The new account.' }) },
    errors: {},
    resolve: async (_root, { input }, context) => withCookie(context, await register(context.caller, input)),
  }),
  logIn: t.field({
    type: signedInType('LogInSuccess', 'A new session has begun.'),
    description:
      'Signs in on this device. An unknown name and a wrong password answer alike. At most 10 failures in 5 minutes for one account. One to an operation.',
    args: { input: t.arg({ type: LogInInput, description: 'What proves who you are.' }) },
    errors: {},
    resolve: async (_root, { input }, context) => withCookie(context, await logIn(context.caller, input)),
  }),
  logOut: t.withAuth({ signedIn: true }).field({
    type: builder.objectRef<{ ok: boolean }>('LogOutSuccess').implement({
      description: 'The session has ended.',
      fields: (f) => ({ ok: f.exposeBoolean('ok', { description: 'Always true.' }) }),
    }),
    description: 'Ends this session: its token is refused from now on and its sockets close with 4401.',
    errors: {},
    resolve: async (_root, _args, { viewer, setSessionCookie }) => {
      const { value } = await logOut(viewer);
      setSessionCookie(null);
      return { ok: value };
    },
  }),
}));

function withCookie(context: Context, signedIn: SignedIn): SignedIn {
  context.setSessionCookie(signedIn.token);
  context.viewer = signedIn.viewer;
  return signedIn;
}

personalEvent('SessionStarted').implement({
  description: 'You signed in on a device: to all your devices.',
  interfaces: [Event],
  fields: (t) => ({
    session: t.prismaField({
      type: Session,
      description: 'The new session.',
      resolve: (query, { subjectId }, _args, { caller }) =>
        caller.log.database.prisma.session.findUniqueOrThrow({ ...query, where: { id: subjectId } }),
    }),
  }),
});

personalEvent('SessionEnded').implement({
  description: 'You signed out on a device: to all your devices.',
  interfaces: [Event],
  fields: (t) => ({
    sessionId: t.id({
      description: 'Global id of the session that ended.',
      resolve: ({ subjectId }) => encodeGlobalID('Session', subjectId),
    }),
  }),
});
