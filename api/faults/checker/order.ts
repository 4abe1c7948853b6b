import { of, type Entry } from '../history.ts';
import type { Evidence, HeldChat, Stay, TrueChat, Violation } from './evidence.ts';

/** I3: each chat's log is dense and agrees with its messages; what devices were shown is that log, in its order. */
export function oneOrder({ history, truth }: Evidence): Violation[] {
  const chats = new Map(truth.chats.map((chat) => [chat.id, chat]));
  const found = [...truth.chats.flatMap(irregularities), ...disorder(history)];
  const logs = new Map(truth.chats.map((chat) => [chat.id, logOf(chat)]));
  for (const { device, item } of of(history, 'shown')) {
    const { chatId, seq, type, subject, answer } = item;
    if (answer === 'gap') found.push(`${device} was shown ${chatId} ${seq} after a gap`);
    if (!chats.has(chatId)) continue;
    const real = logs.get(chatId)?.get(seq);
    if (real !== `${type} ${subject}`)
      found.push(`${device} was shown ${type} ${subject} at ${seq}, and it is ${real}`);
  }
  return found.map((what) => ({ invariant: 'I3', what }));
}

function irregularities({ id, lastSeq, log, messages }: TrueChat): string[] {
  const found: string[] = [];
  log.forEach(({ seq }, index) => {
    if (seq !== index + 1) found.push(`the log of ${id} has ${seq} in place ${index + 1}`);
  });
  if (log.length !== lastSeq) found.push(`the log of ${id} has ${log.length} entries and its head says ${lastSeq}`);
  const told = new Map(log.filter(({ type }) => type === 'MessageSent').map(({ seq, subject }) => [seq, subject]));
  for (const { id: message, seq } of messages) {
    if (told.get(seq) !== message) found.push(`message ${message} is at ${seq} and the log tells ${told.get(seq)}`);
  }
  if (told.size !== messages.length) found.push(`${id} has ${messages.length} messages and tells of ${told.size}`);
  return found;
}

/** On one line a chat's events never go back. */
function disorder(history: readonly Entry[]): string[] {
  const found: string[] = [];
  const heads = new Map<string, number>();
  for (const { device, line, item } of of(history, 'shown')) {
    const key = `${device} ${line} ${item.chatId}`;
    const head = heads.get(key) ?? 0;
    if (item.seq <= head) found.push(`${device} was shown ${item.chatId} ${item.seq} after ${head} on one line`);
    heads.set(key, item.seq);
  }
  return found;
}

/** I4: every device is level with the log of each chat that its person is in, in time. */
export function complete({ history, truth, holdings, limitMs }: Evidence): Violation[] {
  const found: string[] = [];
  const over = of(history, 'faultOver').at(-1);
  const level = of(history, 'level').at(-1);
  if (!level) found.push('not all devices were level in time');
  else if (over && level.at - over.at > limitMs)
    found.push(
      `all devices were level ${Math.round(level.at - over.at)} ms after the fault, and ${limitMs} were allowed`,
    );
  const chats = new Map(truth.chats.map((chat) => [chat.id, chat]));
  for (const { device, userId, chats: held } of holdings) {
    const stays = truth.stays.filter((stay) => stay.userId === userId && stay.leaveSeq === null);
    const lacking = stays.flatMap((stay) => {
      const chat = chats.get(stay.chatId);
      const own = held.find(({ chatId }) => chatId === stay.chatId);
      if (!own) return [`${device} does not know chat ${stay.chatId}`];
      return chat ? missing(device, chat, own, stay) : [];
    });
    for (const what of lacking) found.push(what);
    for (const { chatId } of held) {
      if (chats.has(chatId) && !stays.some((stay) => stay.chatId === chatId))
        found.push(`${device} still has chat ${chatId}, which its person has left`);
    }
  }
  return found.map((what) => ({ invariant: 'I4', what }));
}

function missing(device: string, chat: TrueChat, held: HeldChat, stay: Stay): string[] {
  if (held.entries === null)
    return held.last === chat.lastSeq
      ? []
      : [`${device} has counted to ${held.last} in ${chat.id}, not ${chat.lastSeq}`];
  const own = new Map(held.entries.map(({ seq, type, subject }) => [seq, `${type} ${subject}`]));
  const found: string[] = [];
  for (const { seq, type, subject } of chat.log) {
    const isDue = seq > stay.visibleAfter && (seq > held.since || type === 'MessageSent');
    const has = own.get(seq);
    if (isDue && has !== `${type} ${subject}`)
      found.push(`${device} has ${has} at ${chat.id} ${seq}, not ${type} ${subject}`);
    own.delete(seq);
  }
  for (const [seq, what] of own) found.push(`${device} has ${what} at ${chat.id} ${seq}, where the log has nothing`);
  return found;
}

function logOf({ log }: TrueChat): Map<number, string> {
  return new Map(log.map(({ seq, type, subject }) => [seq, `${type} ${subject}`]));
}
