import { builder } from '../../graphql/builder.ts';
import { loaderPerOperation } from '../../graphql/loaders.ts';
import { answerNode } from '../../graphql/nodes.ts';
import { findUser } from './actions.ts';
import { readPeople } from './person.ts';

export const User = builder.prismaNode('User', {
  id: { field: 'id' },
  fields: (t) => ({
    username: t.exposeString('username'),
    displayName: t.exposeString('displayName'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

/** People by their ids. */
export const users = loaderPerOperation(({ caller }, ids) => readPeople(caller.log, ids));

answerNode('User', async ({ log }, id) => {
  const user = await log.database.prisma.user.findUnique({ where: { id } });
  return user && User.addBrand(user);
});

builder.queryField('user', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: User,
    nullable: true,
    description: 'The person with exactly this username; null when there is none. At most 60 look-ups a minute.',
    args: { username: t.arg.string({ description: 'Upper case and surrounding space do not matter.' }) },
    resolve: (_root, { username }, { viewer }) => findUser(viewer, username),
  }),
);
