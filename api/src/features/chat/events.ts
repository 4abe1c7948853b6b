import type { ChatNews } from '../../events/append.ts';

type Stay = Readonly<{ id: string; chatId: string; userId: string }>;

/** The person of this stay hears the chat from here on. */
export function memberJoined({ id, chatId, userId }: Stay, seq: number): ChatNews {
  return { kind: 'MemberJoined', chatId, seq, subjectId: id, admits: userId };
}

/** The person of this stay hears the chat up to here. */
export function memberLeft({ id, chatId, userId }: Stay, seq: number): ChatNews {
  return { kind: 'MemberLeft', chatId, seq, subjectId: id, dismisses: userId };
}

export function roleChanged({ id, chatId }: Stay, seq: number): ChatNews {
  return { kind: 'RoleChanged', chatId, seq, subjectId: id };
}

export function messageSent({ id, chatId, seq }: Readonly<{ id: string; chatId: string; seq: number }>): ChatNews {
  return { kind: MESSAGE_SENT, chatId, seq, subjectId: id };
}

export const MESSAGE_SENT = 'MessageSent';
