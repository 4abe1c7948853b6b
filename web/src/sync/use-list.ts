import { Client, fetchExchange } from '@urql/core';
import { provideClient, useQuery } from '@urql/vue';
import { fetchAnswer } from './client.ts';
import { textOf, type TadaDocumentNode } from './graphql.ts';

/** For what is kept nowhere; it comes with the first page that shows such a list. No cache: a list is read when it is shown. */
const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  requestPolicy: 'network-only',
  exchanges: [fetchExchange],
  fetch: fetchAnswer,
});

/** Asks for a list that only the server has, for as long as a screen shows it. */
export function useList<Data>(document: TadaDocumentNode<Data, Record<string, never>>) {
  provideClient(client);
  return useQuery<Data, Record<string, never>>({ query: textOf(document), variables: {} });
}
