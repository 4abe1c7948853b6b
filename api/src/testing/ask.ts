import type { Person } from './person.ts';

export type GraphQLAnswer<T> = Readonly<{
  data?: T | null;
  errors?: readonly Readonly<{
    message: string;
    path?: readonly (string | number)[];
    extensions: Readonly<Record<string, unknown>>;
  }>[];
}>;

/** All that counts of somebody who asks. */
type Asker = Pick<Person, 'token'>;

export type Ask = {
  /** Runs an operation as a person, or as nobody, over HTTP. Fails on top-level errors. The caller says what comes back. */
  <T>(person: Asker | null, document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** The same, with the errors. */
  whole<T>(
    person: Asker | null,
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<GraphQLAnswer<T>>;
};

export function createAsk(url: string): Ask {
  async function whole<T>(person: Asker | null, query: string, variables = {}): Promise<GraphQLAnswer<T>> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(person && { authorization: `Bearer ${person.token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const answer: GraphQLAnswer<T> = JSON.parse(await response.text());
    return answer;
  }

  async function ask<T>(person: Asker | null, document: string, variables = {}): Promise<T> {
    const { data, errors } = await whole<T>(person, document, variables);
    if (errors || !data) throw new Error(`${document.trim().split('\n', 1)[0]}: ${JSON.stringify(errors)}`);
    return data;
  }

  return Object.assign(ask, { whole });
}
