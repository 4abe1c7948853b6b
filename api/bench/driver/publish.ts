import { newId } from '../../src/platform/ids.ts';
import { openLine } from './line.ts';

/** How a message gets into a server: really sent by somebody, or handed to a peer that broadcasts it. */
export type Outlet =
  | Readonly<{ how: 'send'; port: number; tokens: readonly string[]; chatId: string }>
  | Readonly<{ how: 'post'; port: number; template: string }>;

/** Resolves when the server has acknowledged the message. */
export type Publish = Readonly<{ publish(number: number): Promise<void>; drop(): void }>;

const MARK = /#\d{6}/;
const HASH = 35;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on SendMessageSuccess { message { seq } cursor } } }`;
/** With its number a hundred characters. */
const TEXT = 'The last cable car leaves at half past five, and whoever misses it sleeps in the hut tonight';

/** The number that a message carries in its text; -1 when it has none. */
export function numberIn(bytes: Buffer): number {
  const at = bytes.indexOf(HASH);
  if (at < 0) return -1;
  let number = 0;
  for (let place = at + 1; place <= at + 6; place++) number = number * 10 + (bytes[place] ?? 0) - 48;
  return number;
}

function mark(number: number): string {
  return `#${String(number).padStart(6, '0')}`;
}

export async function openOutlet(outlet: Outlet): Promise<Publish> {
  const tokens = outlet.how === 'send' ? outlet.tokens : [''];
  const transport = outlet.how === 'send' ? 'socket' : 'http';
  const lines = await Promise.all(
    tokens.map((token) => openLine({ transport, port: outlet.port, path: '/publish', token })),
  );
  return {
    async publish(number) {
      const answer = await lines[number % lines.length]?.ask(bodyOf(outlet, number));
      const good = outlet.how === 'send' ? answer?.includes('"SendMessageSuccess"') : answer === 'ok';
      if (!good) throw new Error(`void: a message was answered ${answer}`);
    },
    drop() {
      for (const line of lines) line.drop();
    },
  };
}

function bodyOf(outlet: Outlet, number: number): string {
  if (outlet.how === 'post') return outlet.template.replace(MARK, mark(number));
  const input = { id: newId(), chatId: outlet.chatId, text: `${mark(number)} ${TEXT}` };
  return JSON.stringify({ query: SEND, variables: { input } });
}
