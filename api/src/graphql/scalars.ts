import { GraphQLError } from 'graphql';
import { isUuid } from '../platform/ids.ts';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'A moment in UTC by RFC 3339 with milliseconds, e.g. 2026-11-22T15:00:00.000Z.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const moment = typeof value === 'string' ? new Date(value) : new Date(Number.NaN);
    if (Number.isNaN(moment.getTime())) throw new GraphQLError('A DateTime looks like 2026-11-22T15:00:00.000Z.');
    return moment;
  },
});

builder.scalarType('UUID', {
  description: 'A UUID by RFC 9562, lower case with hyphens. Where a client makes one it must be a UUIDv7.',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value !== 'string' || !isUuid(value))
      throw new GraphQLError('A UUID looks like 0198c7a2-6f3e-7c1a-8d2b-1f0e9a6b5c4d.');
    return value.toLowerCase();
  },
});
