import { acceptInvitation } from '../features/invitation/answers.ts';
import { createGroup } from '../features/invitation/actions.ts';
import { createPrivateChat } from '../features/invitation/private-chat.ts';
import { markRead } from '../features/message/reading.ts';
import { sendMessage } from '../features/message/send.ts';
import { register } from '../features/session/actions.ts';
import { newId } from '../platform/ids.ts';
import type { Caller, Viewer } from '../viewer.ts';
import { GROUPS, PAIRS, PASSWORD, PEOPLE, SENTENCES, WAITING } from './town.ts';

type Town = ReadonlyMap<string, Viewer>;

/** Builds the town through the same verbs that people use. @returns how many messages were sent */
export async function buildTown(caller: Caller, say: (line: string) => void): Promise<number> {
  const town = new Map<string, Viewer>();
  for (const [username, displayName] of PEOPLE) {
    const { viewer } = await register(caller, { username, displayName, password: PASSWORD });
    town.set(username, viewer);
  }
  say(`${town.size} people have moved in.`);
  let sent = 0;
  for (const { title, owner, members, invited, messages, unread } of GROUPS) {
    const usernames = [...members, ...invited];
    const { value } = await createGroup(who(town, owner), { title, usernames });
    for (const { username, invitation } of value.invited) {
      if (invitation && members.includes(username)) await acceptInvitation(who(town, username), invitation.id);
    }
    sent += await talk(town, value.chat.id, [owner, ...members], { messages, unread });
    say(`${title}: ${messages} messages.`);
  }
  for (const [one, other, messages] of PAIRS) {
    const { value } = await createPrivateChat(who(town, one), { username: other });
    await createPrivateChat(who(town, other), { username: one });
    sent += await talk(town, value.chat.id, [one, other], { messages, unread: messages > 300 ? 1 : 0 });
  }
  for (const [one, other, text] of WAITING) {
    const { value } = await createPrivateChat(who(town, one), { username: other });
    await sendMessage(who(town, one), { id: newId(), chatId: value.chat.id, text });
    sent += 1;
  }
  await spreadOverDays(caller);
  return sent;
}

function who(town: Town, username: string): Viewer {
  const viewer = town.get(username);
  if (!viewer) throw new Error(`nobody is called ${username}`);
  return viewer;
}

/** Lets the people take turns through stretches of talk. */
async function talk(
  town: Town,
  chatId: string,
  people: readonly string[],
  { messages, unread }: Amount,
): Promise<number> {
  const chance = dice(messages * 7 + people.length);
  let line = 0;
  let speaker = 0;
  let last = 0;
  for (let nth = 0; nth < messages; nth++) {
    if (nth % 14 === 0) line = Math.floor(chance() * SENTENCES.length);
    // The reader whose list we look at says nothing in the end, so that something is unread.
    const present = people.filter((person) => person !== READER || nth < messages - unread);
    if (chance() < 0.65) speaker += 1;
    const viewer = who(town, present[speaker % present.length] ?? '');
    const text = SENTENCES[(line + nth) % SENTENCES.length] ?? '…';
    const { value } = await sendMessage(viewer, { id: newId(), chatId, text });
    last = value.message.seq;
  }
  for (const person of people) {
    await markRead(who(town, person), { chatId, seq: person === READER ? last - unread : last });
  }
  return messages;
}

const READER = 'ada';
/** How much is said, and how much of it the reader has not read. */
type Amount = Readonly<{ messages: number; unread: number }>;

/** The same numbers at every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** All was said within seconds: moves the clock, and only the clock, so that it seems to have taken some weeks. */
async function spreadOverDays({ log }: Caller): Promise<void> {
  const { prisma } = log.database;
  await prisma.$executeRaw`
    UPDATE message SET created_at = now() - (town.last_seq - message.seq) ^ 1.35 * interval '95 seconds'
      - (town.place - 1) ^ 2.1 * interval '23 minutes'
    FROM (SELECT id, last_seq, row_number() OVER (ORDER BY id) AS place FROM chat) AS town WHERE town.id = message.chat_id`;
  await prisma.$executeRaw`
    UPDATE chat SET last_activity_at = newest.at, created_at = oldest.at FROM
      (SELECT chat_id, max(created_at) AS at FROM message GROUP BY chat_id) AS newest,
      (SELECT chat_id, min(created_at) AS at FROM message GROUP BY chat_id) AS oldest
    WHERE newest.chat_id = chat.id AND oldest.chat_id = chat.id`;
  await prisma.$executeRaw`
    UPDATE membership SET joined_at = chat.created_at FROM chat WHERE chat.id = membership.chat_id`;
}
