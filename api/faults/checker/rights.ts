import { of } from '../history.ts';
import type { Evidence, Violation } from './evidence.ts';

/** Every message of the kit carries its chat's canary, so that one in the wrong place is known by its text alone. */
export function canary(chatId: string): string {
  return `canary ${chatId}`;
}

/** I7: nothing outside a stay, nothing of another chat, nothing after the end of the session and its grace. */
export function secret({ history, truth }: Evidence): Violation[] {
  const found: string[] = [];
  const stays = Map.groupBy(truth.stays, ({ chatId, userId }) => `${chatId} ${userId}`);
  const known = new Set(truth.chats.map(({ id }) => id));
  const revoked = new Map(of(history, 'revoked').map(({ device, at, graceMs }) => [device, at + graceMs]));
  for (const { at, device, userId, item } of of(history, 'shown')) {
    const { chatId, seq, text, type } = item;
    const mine = stays.get(`${chatId} ${userId}`) ?? [];
    const allowed = mine.some(({ visibleAfter, leaveSeq }) => seq > visibleAfter && seq <= (leaveSeq ?? Infinity));
    if (known.has(chatId) && !allowed) found.push(`${device} was shown ${type} at ${chatId} ${seq}, outside any stay`);
    if (text?.startsWith('canary ') === true && !text.startsWith(canary(chatId)))
      found.push(`${device} was shown "${text}" in ${chatId}`);
    if (at > (revoked.get(device) ?? Infinity))
      found.push(`${device} was shown ${chatId} ${seq} after its session's end`);
  }
  return found.map((what) => ({ invariant: 'I7', what }));
}

/** I12: who is in a chat is what the acknowledged changes, one after the other, made it. */
export function model({ history, truth }: Evidence): Violation[] {
  const found: string[] = [];
  const last = new Map(of(history, 'member').map((entry) => [`${entry.chatId} ${entry.userId}`, entry]));
  for (const { chatId, userId, change } of last.values()) {
    const open = truth.stays.filter(
      (stay) => stay.chatId === chatId && stay.userId === userId && stay.leaveSeq === null,
    );
    const wanted = change === 'joined' ? 1 : 0;
    if (open.length !== wanted)
      found.push(`${userId} has last ${change} ${chatId} and has ${open.length} open stays in it`);
  }
  for (const [key, stays] of Map.groupBy(truth.stays, ({ chatId, userId }) => `${chatId} ${userId}`)) {
    const inOrder = stays.toSorted((one, other) => one.joinSeq - other.joinSeq);
    for (const [index, { joinSeq }] of inOrder.entries()) {
      const end = inOrder[index - 1]?.leaveSeq;
      if (index > 0 && (end == null || end >= joinSeq)) found.push(`two stays of ${key} overlap at ${joinSeq}`);
    }
  }
  const pending = truth.invitations.filter(({ status }) => status === 'PENDING');
  for (const [key, same] of Map.groupBy(pending, ({ chatId, inviteeId }) => `${chatId} ${inviteeId}`)) {
    if (same.length > 1) found.push(`${same.length} invitations are pending for ${key}`);
    const [one] = same;
    if (
      truth.stays.some((stay) => stay.chatId === one?.chatId && stay.userId === one.inviteeId && stay.leaveSeq === null)
    )
      found.push(`an invitation is pending for ${key}, who is in`);
  }
  return found.map((what) => ({ invariant: 'I12', what }));
}
