import { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../generated/graphql-env.d.ts';

/** Writes operations that are checked against schema.graphql by the type checker; no code is generated for them. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; UUID: string };
}>();

export type { ResultOf, TadaDocumentNode } from 'gql.tada';
