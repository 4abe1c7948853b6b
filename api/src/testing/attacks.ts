export type Attack = Readonly<{
  name: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  code: string;
}>;

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';
const spread = (n: number) => `fragment F${n} on Viewer { ...F${n + 1} ...F${n + 1} }`;
const PAIR = 'lastMessage { chat { ';

/** What each of them would cost, were it run, is more than all honest operations of a day. */
export const ATTACKS: readonly Attack[] = [
  { name: 'deep', query: `{${'a{'.repeat(3_000)}a${'}'.repeat(3_001)}`, code: 'TOO_COSTLY' },
  { name: 'deep behind braces in comments', query: `{${'a{#}\n'.repeat(900)}a${'}'.repeat(901)}`, code: 'TOO_COSTLY' },
  { name: 'deep behind braces in strings', query: `{a(b:"${'}'.repeat(900)}")${'{a'.repeat(900)}`, code: 'TOO_COSTLY' },
  { name: 'deep lists', query: `#${'}'.repeat(3_000)}\n{nodes(ids:${'['.repeat(1_900)}`, code: 'TOO_COSTLY' },
  {
    name: 'deep where every field exists',
    query: `{node(id:""){...on Chat{${PAIR.repeat(7)}id${'} } '.repeat(7)}}}}`,
    code: 'TOO_COSTLY',
  },
  { name: 'wide', query: `{ viewer { ${'cursor '.repeat(1_900)} } }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'wide with objects', query: `{ ${'viewer { cursor } '.repeat(300)} }`, code: 'TOO_COSTLY' },
  { name: 'wide with nonsense', query: `{ ${times(1_900, (n) => `f${n}`)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: 'long', query: `{ ${'__typename '.repeat(4_000)} }`, code: 'TOO_COSTLY' },
  { name: 'many operations', query: times(600, (n) => `query Q${n} { __typename }`), code: 'TOO_COSTLY' },
  { name: 'aliases', query: `{ ${times(16, (n) => `a${n}: __typename`)} }`, code: 'TOO_COSTLY' },
  {
    name: 'eleven mutations',
    query: `mutation { ${times(11, (n) => `m${n}: logOut { __typename }`)} }`,
    code: 'TOO_COSTLY',
  },
  {
    name: 'a cycle of fragments',
    query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a fragment in itself',
    query: '{ ...A } fragment A on Query { viewer { session { id } } ...A }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a fragment named like introspection',
    query: `{ ...__schema } fragment __schema on Query { node(id:""){...on Chat{${PAIR.repeat(7)}id${'} } '.repeat(7)}}}}`,
    code: 'TOO_COSTLY',
  },
  {
    name: 'fragments used twice each',
    query: `{ viewer { ...F0 } } ${times(120, spread)} fragment F120 on Viewer { cursor }`,
    code: 'TOO_COSTLY',
  },
  {
    name: 'one fragment used often',
    query: `{ viewer { ${'...F '.repeat(400)} } } fragment F on Viewer { ${'cursor '.repeat(400)} }`,
    code: 'TOO_COSTLY',
  },
  { name: 'directives', query: `{ __typename ${'@a '.repeat(950)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: 'known directives',
    query: `{ __typename ${'@skip(if: false) '.repeat(200)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  { name: 'a huge name', query: `{ ${'viewer'.repeat(10_000)} }`, code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: 'many variables',
    query: `query (${times(450, (n) => `$v${n}: ID`)}) { __typename }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  { name: 'a huge list', query: NODES, variables: { ids: filled(20_000, '') }, code: 'TOO_COSTLY' },
  { name: 'a long list', query: NODES, variables: { ids: filled(101, '') }, code: 'BAD_PAGE' },
  { name: 'a list of nonsense', query: NODES, variables: { ids: filled(10_000, {}) }, code: 'BAD_REQUEST' },
  {
    name: 'deep introspection',
    query: `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'introspection many times',
    query: `{ ${times(5, (n) => `s${n}: __schema { types { fields { name } } }`)} }`,
    code: 'TOO_COSTLY',
  },
  {
    name: 'pages within pages',
    query: `{ viewer { chats(first: 100) { edges { node { messages(first: 100) { edges { node { id sender { id } } } } } } } } }`,
    code: 'TOO_COSTLY',
  },
  {
    name: 'a page without end',
    query: '{ viewer { chats(first: 2000000000) { edges { cursor } } } }',
    code: 'TOO_COSTLY',
  },
  { name: 'a negative page', query: '{ viewer { chats(first: -1) { edges { cursor } } } }', code: 'BAD_PAGE' },
  {
    name: 'two pages in one',
    query: '{ viewer { chats(first: 1, last: 100) { edges { cursor } } } }',
    code: 'BAD_PAGE',
  },
];

export function times(count: number, write: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => write(n)).join(' ');
}

export function filled<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
