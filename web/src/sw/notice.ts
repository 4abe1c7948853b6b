import * as v from 'valibot';
import type { InvitationPushed, MessagePushed } from './pushed.ts';
import type { Say } from './say.ts';
import type { Word } from './words.ts';

const noticeData = v.object({
  path: v.string(),
  chat: v.nullable(v.object({ id: v.string(), seq: v.number(), count: v.number(), lines: v.array(v.string()) })),
});

/** What a notification carries with it, and gets back when it is clicked. */
export type NoticeData = v.InferOutput<typeof noticeData>;

export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly data: NoticeData;
  readonly answerable: boolean;
}

/** What this device knows of a chat by itself. */
export interface KnownChat {
  readonly kind: 'PRIVATE' | 'GROUP';
  readonly title: string | null;
}

/** More lines than these no platform shows. */
const LINES = 5;

/** One notification for each chat: what came before in it goes on in the same one. */
export function messageNotice(
  say: Say<Word>,
  pushed: MessagePushed,
  known: KnownChat | null,
  before: NoticeData | null,
): Notice {
  const told = before?.chat ?? { count: 0, lines: [], seq: -1 };
  // Push services may deliver one thing twice.
  const again = pushed.seq <= told.seq;
  const group = pushed.title ?? (known?.kind === 'GROUP' ? known.title : null);
  const line = lineOf(say, pushed, group !== null);
  const count = again ? told.count : told.count + 1;
  const lines = again || line === null ? told.lines : [...told.lines, line].slice(-LINES);
  const title = group ?? pushed.sender ?? known?.title ?? say('newMessage');
  return {
    title,
    body: lines.length > 0 ? lines.join('\n') : bodyOf(say, pushed, { title, count }),
    tag: pushed.chatId,
    data: {
      path: `/chats/${encodeURIComponent(pushed.chatId)}`,
      chat: { id: pushed.chatId, seq: Math.max(pushed.seq, told.seq), count, lines },
    },
    answerable: true,
  };
}

function lineOf(say: Say<Word>, { sender, text }: MessagePushed, inGroup: boolean): string | null {
  if (text === undefined) return null;
  return inGroup && sender !== undefined ? say('said', { name: sender, text }) : text;
}

function bodyOf(
  say: Say<Word>,
  { sender }: MessagePushed,
  { title, count }: Readonly<{ title: string; count: number }>,
): string {
  if (count > 1) return say('newMessages', { n: count });
  if (sender !== undefined && sender !== title) return say('newMessageFrom', { name: sender });
  return title === say('newMessage') ? '' : say('newMessage');
}

export function invitationNotice(say: Say<Word>, { invitationId, sender, title }: InvitationPushed): Notice {
  const words =
    title === undefined ? say('invited', { name: sender ?? '' }) : say('invitedTo', { name: sender ?? '', title });
  return {
    title: say('invitation'),
    body: sender === undefined ? '' : words,
    tag: invitationId,
    data: { path: '/invitations', chat: null },
    answerable: false,
  };
}

export function testNotice(say: Say<Word>): Notice {
  const data = { path: '/account/notifications', chat: null };
  return { title: say('test'), body: say('testText'), tag: 'test', data, answerable: false };
}

/** Something has come, and more than that is not to be said here. */
export function plainNotice(say: Say<Word>): Notice {
  return { title: say('newMessage'), body: '', tag: 'new', data: { path: '/', chat: null }, answerable: false };
}

/** Of a reply that the server would not have. */
export function unsentNotice(say: Say<Word>, chatId: string): Notice {
  const data = { path: `/chats/${encodeURIComponent(chatId)}`, chat: null };
  return { title: say('unsent'), body: say('unsentText'), tag: `unsent:${chatId}`, data, answerable: false };
}

/** What a notification carries may have been written by an app of another day. */
export function readNoticeData(data: unknown): NoticeData | null {
  const parsed = v.safeParse(noticeData, data);
  return parsed.success ? parsed.output : null;
}
