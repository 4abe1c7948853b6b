import { v7 as uuid } from 'uuid';
import type { Person } from './person.ts';
import { startChat } from './person.ts';
import { acceptNewest, ask, register } from './robot.ts';

/** Somebody at the other end who writes as fast as they are told to. */
export interface Correspondent {
  readonly username: string;
  readonly chatId: string;
  /** Says these one after the other. */
  say(...texts: string[]): Promise<void>;
}

const AT_ONCE = 20;

/** A private chat between a person in front of a window and a program. Ends with the chat open before the person. */
export async function correspondWith(person: Person): Promise<Correspondent> {
  const { username, token } = await register('ben');
  await startChat(person, { ...person, name: username, username });
  return correspondent(username, token, await acceptNewest(token));
}

export function correspondent(username: string, token: string, chatId: string): Correspondent {
  async function send(text: string): Promise<void> {
    const { sendMessage } = await ask<{ sendMessage: { __typename: string } }>(
      token,
      `mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`,
      { input: { id: uuid(), chatId, text } },
    );
    if (sendMessage.__typename !== 'SendMessageSuccess') throw new Error(`Not sent: ${sendMessage.__typename}`);
  }

  return {
    username,
    chatId,
    async say(...texts) {
      for (const text of texts) await send(text);
    },
  };
}

/** Many messages of different heights, said in no particular order among neighbours. */
export async function fill(correspondent: Correspondent, count: number): Promise<void> {
  for (let from = 1; from <= count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from + 1) }, (_, index) => from + index);
    await Promise.all(some.map((n) => correspondent.say(wordy(n))));
  }
}

function wordy(n: number): string {
  return `Message ${n}. ${'These are words that make a message longer. '.repeat((n * 7) % 6)}`.trim();
}
