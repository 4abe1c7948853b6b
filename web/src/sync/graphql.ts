import type { initGraphQLTada } from 'gql.tada';
import type { introspection } from '../generated/graphql-env.d.ts';
import { writeDocument, type TextDocument } from './text-document.ts';

type Tada = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; UUID: string };
}>;

/** Writes operations that are checked against schema.graphql by the type checker; no code is generated for them. */
// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- gql.tada's own function brings a parser along.
export const graphql = writeDocument as unknown as Tada;

/** What is sent of a document. */
export function textOf({ loc }: { readonly loc?: TextDocument['loc'] | undefined }): string {
  return loc?.source.body ?? '';
}

export type { ResultOf, TadaDocumentNode } from 'gql.tada';
