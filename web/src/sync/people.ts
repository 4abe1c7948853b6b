import type { Person } from './records.ts';
import type { Replica } from './replica.ts';

/** Everybody this device has heard of but its reader: from chats, their members, and invitations. */
export function peopleHere({ me, chats, members, inbox, sent }: Replica): Person[] {
  const people = new Map<string, Person>();
  const meet = (person: Person | null) => person !== null && people.set(person.id, person);
  for (const { pair, lastMessage } of chats.values()) {
    meet(lastMessage?.sender ?? null);
    pair.forEach(meet);
  }
  for (const roll of members.values()) for (const { user } of roll) meet(user);
  for (const { inviter } of inbox.values()) meet(inviter);
  for (const { invitee } of sent.values()) meet(invitee);
  people.delete(me.value?.user.id ?? '');
  return [...people.values()];
}
