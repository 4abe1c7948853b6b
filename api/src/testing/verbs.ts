import { newId } from '../platform/ids.ts';
import type { Ask } from './ask.ts';
import type { Person } from './person.ts';

/** What a mutation answered: the success's fields, or a refusal's. */
export type Outcome = Readonly<{
  __typename: string;
  code?: string;
  message?: unknown;
  cursor?: string;
  chat?: Readonly<{ id: string }>;
  created?: boolean;
  replayed?: boolean;
  sent?: Readonly<{ id: string; seq: number; text: string; createdAt: string }>;
  invited?: readonly InviteOutcome[];
  outcomes?: readonly InviteOutcome[];
  membership?: Readonly<{ id: string; role: string; chat: Readonly<{ id: string }> }>;
  invitation?: Readonly<{ id: string; status: string }>;
  unreadCount?: number;
  moved?: number;
  fields?: readonly Readonly<{ path: readonly string[]; message: string }>[];
}>;

type InviteOutcome = Readonly<{ username: string; status: string; invitation: Readonly<{ id: string }> | null }>;

const REFUSALS = '... on InputError { fields { path message } } ... on Error { code message }';
const OUTCOME = '{ username status invitation { id } }';

/** The product's verbs, by the words of people: each one operation through the front door. */
export function createVerbs(ask: Ask) {
  async function run(
    person: Person,
    name: string,
    success: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Outcome> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const document = `mutation ($input: ${type}Input!) { outcome: ${name}(input: $input) { __typename ... on ${type}Success { ${success} } ${REFUSALS} } }`;
    const answer = await ask<{ outcome: Outcome }>(person, document, { input });
    return answer.outcome;
  }

  return {
    talkTo: (person: Person, other: Person) =>
      run(person, 'createPrivateChat', 'chat { id } created cursor', { username: other.username }),
    makeGroup: (person: Person, title: string, ...others: readonly Person[]) =>
      run(person, 'createGroup', `chat { id } invited ${OUTCOME} cursor`, {
        title,
        usernames: others.map(({ username }) => username),
      }),
    invite: (person: Person, chatId: string, ...usernames: readonly string[]) =>
      run(person, 'inviteToChat', `outcomes ${OUTCOME} cursor`, { chatId, usernames }),
    accept: (person: Person, invitationId: string) =>
      run(person, 'acceptInvitation', 'membership { id role chat { id } } cursor', { invitationId }),
    decline: (person: Person, invitationId: string) =>
      run(person, 'declineInvitation', 'invitation { id status } cursor', { invitationId }),
    withdraw: (person: Person, invitationId: string) =>
      run(person, 'cancelInvitation', 'invitation { id status } cursor', { invitationId }),
    leave: (person: Person, chatId: string) => run(person, 'leaveChat', 'cursor', { chatId }),
    say: (person: Person, chatId: string, text: string, id = newId()) =>
      run(person, 'sendMessage', 'sent: message { id seq text createdAt } replayed cursor', { id, chatId, text }),
    read: (person: Person, chatId: string, seq: number) =>
      run(person, 'markRead', 'unreadCount cursor', { chatId, seq }),
    have: (person: Person, ...positions: readonly Readonly<{ chatId: string; seq: number }>[]) =>
      run(person, 'markDelivered', 'moved', { positions }),
    type: (person: Person, chatId: string, typing = true) => run(person, 'setTyping', 'ok', { chatId, typing }),
    showTo: (person: Person, presenceVisibility: 'EVERYONE' | 'SHARED_CHATS' | 'NOBODY') =>
      run(person, 'updateSettings', 'settings { presenceVisibility } cursor', { presenceVisibility }),
  };
}

export type Verbs = ReturnType<typeof createVerbs>;

/** The id of the invitation that waits in a person's inbox for this chat, or for any. */
export async function waitingInvitation(ask: Ask, person: Person, chatId?: string): Promise<string> {
  const document = '{ viewer { invitations(first: 100) { edges { node { id chatId } } } } }';
  type Inbox = { viewer: { invitations: { edges: { node: { id: string; chatId: string } }[] } } };
  const { viewer } = await ask<Inbox>(person, document);
  const found = viewer.invitations.edges.find(({ node }) => chatId === undefined || node.chatId === chatId);
  if (!found) throw new Error(`nothing waits for ${person.name}`);
  return found.node.id;
}

/** A group with everybody in it: the first makes it and the others accept. @returns its id */
export async function gather(ask: Ask, owner: Person, ...others: readonly Person[]): Promise<string> {
  const verbs = createVerbs(ask);
  const { chat } = await verbs.makeGroup(owner, 'Sunday hikers', ...others);
  if (!chat) throw new Error('no group was made');
  for (const other of others) await verbs.accept(other, await waitingInvitation(ask, other, chat.id));
  return chat.id;
}
