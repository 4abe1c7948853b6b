import { newId } from '../src/platform/ids.ts';
import type { Ask } from '../src/testing/ask.ts';
import type { Person } from '../src/testing/person.ts';
import { createVerbs, gather } from '../src/testing/verbs.ts';

/** What the load acts on: made through the front door before anything is measured. */
export type Stage = Readonly<{
  tokens: readonly string[];
  /** One group for each sender. */
  chats: readonly string[];
  /** A group with all senders in it. */
  shared: string;
  /** A group with 20,000 messages. */
  long: string;
  /** Cursors all over the long group. */
  cursors: readonly string[];
}>;

const LONG = 20_000;
const LISTED = 200;

export async function prepare(url: string, ask: Ask, senders: number): Promise<Stage> {
  const people: Person[] = [];
  for (let nth = 0; nth < senders; nth++) people.push(await signUp(ask, `sender${nth}`));
  const [first, ...others] = people;
  if (!first) throw new Error('nobody signed up');
  const verbs = createVerbs(ask);
  const chats: string[] = [];
  for (const person of people) chats.push((await verbs.makeGroup(person, `Bench ${person.name}`)).chat?.id ?? '');
  for (let nth = 0; nth < LISTED; nth++) await verbs.makeGroup(first, `List ${nth}`);
  const shared = await gather(ask, first, ...others);
  const long = (await verbs.makeGroup(first, 'Long')).chat?.id ?? '';
  const filling = Array.from({ length: 20 }, async () => {
    for (let nth = 0; nth < LONG / 20; nth++) await verbs.say(first, long, `Message ${nth} of a long talk`, newId());
  });
  await Promise.all(filling);
  console.error(`stage ready at ${url}`);
  return { tokens: people.map(({ token }) => token), chats, shared, long, cursors: await cursorsOf(ask, first, long) };
}

async function signUp(ask: Ask, username: string): Promise<Person> {
  type Answer = { register: { token: string; viewer: { user: { id: string }; session: { id: string } } } };
  const document = `mutation ($username: String!) { register(input: { username: $username, displayName: $username, password: "a long password" }) {
    ... on RegisterSuccess { token viewer { user { id } session { id } } } } }`;
  const { register } = await ask<Answer>(null, document, { username });
  return {
    name: username,
    username,
    token: register.token,
    id: register.viewer.user.id,
    sessionId: register.viewer.session.id,
  };
}

/** Every hundredth place of the chat, from its end to its start. */
async function cursorsOf(ask: Ask, person: Person, chatId: string): Promise<string[]> {
  type Page = { node: { messages: { pageInfo: { hasPreviousPage: boolean; startCursor: string } } } };
  const document =
    'query ($id: ID!, $before: String) { node(id: $id) { ... on Chat { messages(last: 100, before: $before) { pageInfo { hasPreviousPage startCursor } } } } }';
  const cursors: string[] = [];
  for (let more = true, before: string | null = null; more;) {
    const page: Page = await ask<Page>(person, document, { id: chatId, before });
    before = page.node.messages.pageInfo.startCursor;
    more = page.node.messages.pageInfo.hasPreviousPage;
    cursors.push(before);
  }
  return cursors;
}
