import { ConflictError, ForbiddenError, InputError, NotFoundError, type FieldProblem } from '../refusals.ts';
import { builder } from './builder.ts';

const ErrorCode = builder.enumType('ErrorCode', {
  description: 'Why something was refused. More codes may come: treat an unknown one by the type that carries it.',
  values: {
    INVALID_INPUT: { description: 'Something entered cannot be used; fields says what.' },
    NOT_FOUND: { description: 'It does not exist, or you may not know whether it does.' },
    FORBIDDEN: { description: 'It exists and you may not do this with it.' },
    CONFLICT: { description: 'It clashes with what is there already.' },
    USERNAME_TAKEN: { description: 'Another account has this username.' },
    WRONG_CREDENTIALS: {
      description: 'No account has this username and password; which of the two is wrong stays untold.',
    },
  } as const,
});

type Told = Readonly<{ code: (typeof ErrorCode)['$inferType']; message: string }>;

const ErrorInterface = builder.interfaceRef<Told>('Error').implement({
  description: 'A refusal in ordinary use: something the person can act on.',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCode, description: 'Stable, for programs.' }),
    message: t.exposeString('message', { description: 'One English sentence for people. Its wording may change.' }),
  }),
});

const FieldError = builder.objectRef<FieldProblem>('FieldError').implement({
  description: 'What is wrong with one field of the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where the field is within input, e.g. ["usernames", "2"].',
      resolve: ({ path }) => [...path],
    }),
    message: t.exposeString('message', { description: 'One English sentence for people.' }),
  }),
});

builder.objectType(InputError, {
  name: 'InputError',
  description: 'Something entered cannot be used. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    fields: t.field({
      type: [FieldError],
      description: 'One entry for each problem, at least one.',
      resolve: ({ fields }) => [...fields],
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'It does not exist, or you may not know whether it does: the two are told alike.',
  interfaces: [ErrorInterface],
});

builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  description: 'You may not do this.',
  interfaces: [ErrorInterface],
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'It clashes with what is there already, for instance because somebody else was quicker.',
  interfaces: [ErrorInterface],
});
