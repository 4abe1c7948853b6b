import { createClient } from 'graphql-ws';
import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ask, listen, PASSWORD, register, socketUrl } from './robot.ts';

it('registers, invites, accepts and chats live with a token and no cookie', async () => {
  const ann = await register('ann');
  const ben = await register('ben');

  const heard = await listen(ben.token);
  const { createPrivateChat } = await ask<{ createPrivateChat: { chat: { id: string }; created: boolean } }>(
    ann.token,
    `mutation Start($username: String!) {
      createPrivateChat(input: { username: $username }) { ... on CreatePrivateChatSuccess { created chat { id } } }
    }`,
    { username: ben.username },
  );
  expect(createPrivateChat.created).toBe(true);
  const chatId = createPrivateChat.chat.id;

  const received = await heard.next('InvitationReceived');
  expect(received.invitation).toMatchObject({ inviter: { username: ann.username }, status: 'PENDING' });
  await ask(ben.token, `mutation Accept($id: ID!) { acceptInvitation(input: { invitationId: $id }) { __typename } }`, {
    id: received.invitation?.id,
  });

  const id = uuid();
  const send = { id, chatId, text: 'Hello from a script' };
  const first = await ask<Sent>(ann.token, SEND, send);
  const again = await ask<Sent>(ann.token, SEND, send);
  expect(first.sendMessage).toMatchObject({ replayed: false, message: { uuid: id, text: send.text } });
  expect(again.sendMessage).toMatchObject({
    replayed: true,
    message: { uuid: id, seq: first.sendMessage.message.seq },
  });

  const sent = await heard.next('MessageSent', (event) => event.message?.uuid === id);
  expect(sent).toMatchObject({ chatId, message: { uuid: id, text: send.text, sender: { username: ann.username } } });
  expect(await unreadOf(ben.token, chatId)).toBe(1);
  await ask(
    ben.token,
    `mutation Read($chatId: ID!, $seq: Int!) { markRead(input: { chatId: $chatId, seq: $seq }) { __typename } }`,
    {
      chatId,
      seq: sent.seq,
    },
  );
  expect(await unreadOf(ben.token, chatId)).toBe(0);
});

it('goes on after a pause from the cursor it kept, and misses nothing', async () => {
  const ann = await register('ann');
  const ben = await register('ben');
  const { viewer } = await ask<{ viewer: { cursor: string } }>(ben.token, '{ viewer { cursor } }');
  const titles = ['One', 'Two', 'Three'];
  for (const title of titles) {
    await ask(
      ann.token,
      `mutation Make($title: String!, $usernames: [String!]!) {
        createGroup(input: { title: $title, usernames: $usernames }) { __typename }
      }`,
      { title, usernames: [ben.username] },
    );
  }
  const heard = await listen(ben.token, viewer.cursor);
  for (const title of titles) {
    expect((await heard.next('InvitationReceived')).invitation?.chat.title).toBe(title);
  }
  const { events } = await ask<{ events: { events: { kind: string }[]; hasMore: boolean } }>(
    ben.token,
    `query Catch($after: String!) { events(after: $after, first: 50) { hasMore events { kind: __typename } } }`,
    { after: viewer.cursor },
  );
  expect(events.hasMore).toBe(false);
  expect(events.events.filter((event) => event.kind === 'InvitationReceived')).toHaveLength(3);
});

it('is turned away at the socket with a token that is not one', async () => {
  const client = createClient({
    url: socketUrl(),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: 'Bearer no' },
  });
  const code = await new Promise<number>((resolve) => {
    client.on('closed', (event) => resolve(event instanceof Object && 'code' in event ? Number(event.code) : 0));
    client.subscribe(
      { query: 'subscription { events { __typename } }' },
      { next: () => undefined, error: () => undefined, complete: () => undefined },
    );
  });
  expect([4401, 4403]).toContain(code);
});

it('hears that its session ended, and cannot go on', async () => {
  const ann = await register('ann');
  const other = await ask<{ logIn: { token: string } }>(
    undefined,
    `mutation In($username: String!, $password: String!) {
      logIn(input: { username: $username, password: $password }) { ... on LogInSuccess { token } }
    }`,
    { username: ann.username, password: PASSWORD },
  );
  const heard = await listen(other.logIn.token);
  await ask(ann.token, 'mutation { logOut { __typename } }');
  await heard.next('SessionEnded');
  await expect(ask(ann.token, '{ viewer { cursor } }')).rejects.toThrow('UNAUTHENTICATED');
});

const SEND = `mutation Send($id: UUID!, $chatId: ID!, $text: String!) {
  sendMessage(input: { id: $id, chatId: $chatId, text: $text }) {
    ... on SendMessageSuccess { replayed message { uuid seq text } }
  }
}`;

interface Sent {
  sendMessage: { replayed: boolean; message: { uuid: string; seq: number; text: string } };
}

async function unreadOf(token: string, chatId: string): Promise<number | undefined> {
  const { viewer } = await ask<{ viewer: { chat: { unreadCount: number } | null } }>(
    token,
    `query Unread($id: ID!) { viewer { chat(id: $id) { unreadCount } } }`,
    { id: chatId },
  );
  return viewer.chat?.unreadCount;
}
