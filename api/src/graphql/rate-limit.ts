import type { Budget } from '../platform/limits.ts';
import { addressKey } from '../platform/limits.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';

/** By whom operations are counted: the person, else the network they come from. */
function budgetKey({ viewer, caller }: Pick<Context, 'viewer' | 'caller'>): string {
  return viewer ? viewer.userId : addressKey(caller.address);
}

/** Counts one operation, also one that turns out to make no sense: reading it costs, too. @throws {RateLimited} */
export async function countOperation(context: Context): Promise<void> {
  await context.caller.limits.spend('operationsPerCaller', budgetKey(context));
}

const RateLimit = builder.objectRef<Budget>('RateLimit').implement({
  description:
    'How many operations you may still send. Beyond it the answer is an error with code RATE_LIMITED and retryAfter in seconds.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'Operations per minute.' }),
    remaining: t.exposeInt('remaining', { description: 'How many are left until resetAt.' }),
    resetAt: t.field({
      type: 'DateTime',
      description: 'When the count begins anew.',
      resolve: ({ resetAt }) => resetAt,
    }),
  }),
});

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    description: 'What is left of your operations. Asking counts as one.',
    resolve: (_root, _args, context) => context.caller.limits.look('operationsPerCaller', budgetKey(context)),
  }),
);
