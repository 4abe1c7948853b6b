import { describe, expect, it } from 'vitest';
import type { Entry, Happening, Item } from '../history.ts';
import { check } from './checker.ts';
import type { Evidence, HeldChat, Invariant, Stay, Truth } from './evidence.ts';
import { canary } from './rights.ts';

const CHAT = 'chat';
const SAID = `${canary(CHAT)} hello`;

/** Ann says two things and Bob is shown them: nothing is wrong with this. */
const log = [
  { seq: 1, type: 'MemberJoined', subject: 'stay-ann' },
  { seq: 2, type: 'MemberJoined', subject: 'stay-bob' },
  { seq: 3, type: 'MessageSent', subject: 'm1' },
  { seq: 4, type: 'MessageSent', subject: 'm2' },
];
const messages = [
  { id: 'm1', seq: 3, sender: 'ann', text: SAID },
  { id: 'm2', seq: 4, sender: 'ann', text: SAID },
];
const stays: Stay[] = [
  { chatId: CHAT, userId: 'ann', visibleAfter: 0, joinSeq: 1, leaveSeq: null, readSeq: 0 },
  { chatId: CHAT, userId: 'bob', visibleAfter: 1, joinSeq: 2, leaveSeq: null, readSeq: 3 },
];
const kept = log.slice(2);
const held: HeldChat = { chatId: CHAT, since: 2, last: 4, entries: kept, unread: 1 };

const sound: Evidence = {
  history: timed(
    { what: 'connected', device: 'bob/1', line: 1, node: 'a', place: 1 },
    sent('m1'),
    acked('m1', 3),
    sent('m2'),
    { what: 'info', device: 'ann/1', messageId: 'm2', reason: 'timeout', afterMs: 1 },
    sent('m2'),
    acked('m2', 4),
    shown('bob/1', item({})),
    shown('bob/1', item({ seq: 4, subject: 'm2' })),
    { what: 'member', userId: 'bob', chatId: CHAT, change: 'joined' },
    { what: 'faultOver' },
    { what: 'level' },
  ),
  truth: { chats: [{ id: CHAT, lastSeq: 4, log, messages }], stays, invitations: [] },
  holdings: [
    { device: 'ann/1', userId: 'ann', chats: [{ ...held, unread: 0 }] },
    { device: 'bob/1', userId: 'bob', chats: [held] },
  ],
  told: [{ userId: 'bob', chatId: CHAT, unread: 1 }],
  before: [{ node: 'a', files: 30, databaseConnections: 12 }],
  after: [{ node: 'a', files: 31, databaseConnections: 12 }],
  leftovers: { idleInTransaction: 0, waitingForLocks: 0 },
  limitMs: 5_000,
};

describe('the checker', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(check(sound)).toEqual([]);
  });

  it('finds nothing wrong with a device that only counts and has counted all', () => {
    expect(check(holding({ entries: null, unread: null }))).toEqual([]);
  });

  it('finds nothing wrong with a message that had arrived, its outcome unknown, before a later try was refused', () => {
    const refused = (entry: Entry): Entry =>
      entry.what === 'ok' && entry.messageId === 'm2'
        ? { at: entry.at, what: 'fail', device: 'ann/1', messageId: 'm2', code: 'UNAUTHENTICATED' }
        : entry;
    expect(check({ ...sound, history: sound.history.map(refused) })).toEqual([]);
  });

  describe.each<[Invariant, string, Evidence]>([
    ['I1', 'a lost acknowledgement', { ...sound, truth: chat({ messages: messages.slice(1) }) }],
    ['I1', 'a message that is not where its acknowledgement said', adding(acked('m1', 5))],
    ['I1', 'a message stored with another text', { ...sound, truth: chat({ messages: changed({ text: 'other' }) }) }],
    ['I2', 'a message stored twice', { ...sound, truth: chat({ messages: [...messages, ...messages] }) }],
    ['I2', 'a message twice on a device', holding({ entries: [...kept, { ...log[2], seq: 9 }].map(whole) })],
    ['I3', 'a number given twice', { ...sound, truth: chat({ log: log.map((row) => ({ ...row, seq: 3 })) }) }],
    ['I3', 'a hole in the log', { ...sound, truth: chat({ log: log.filter(({ seq }) => seq !== 3) }) }],
    ['I3', 'a head ahead of its log', { ...sound, truth: chat({ lastSeq: 5 }) }],
    ['I3', 'a message that the log does not tell of', { ...sound, truth: chat({ messages: changed({ seq: 2 }) }) }],
    ['I3', 'events out of order on one line', adding(shown('bob/1', item({ answer: 'repeat' })))],
    ['I3', 'an event after a gap', adding(shown('ann/1', item({ seq: 4, subject: 'm2', answer: 'gap' })))],
    ['I3', 'an event that says another thing than the log', adding(shown('ann/1', item({ subject: 'm2' })))],
    ['I4', 'a device that lacks a message', holding({ entries: kept.slice(0, 1) })],
    ['I4', 'a device that counted too few', holding({ last: 3, entries: null, unread: null })],
    ['I4', 'a device that lacks a chat', { ...sound, holdings: [{ device: 'bob/1', userId: 'bob', chats: [] }] }],
    ['I4', 'a device with an entry out of nowhere', holding({ entries: [...kept, whole({ seq: 9 })] })],
    ['I4', 'a device that keeps a chat its person has left', { ...sound, truth: staying({ leaveSeq: 4 }) }],
    [
      'I4',
      'devices that were never level',
      { ...sound, history: sound.history.filter(({ what }) => what !== 'level') },
    ],
    ['I4', 'devices that were level too late', adding({ what: 'level' }, 9_000)],
    [
      'I5',
      'an unknown outcome that became two',
      { ...sound, truth: chat({ messages: [...messages, ...changed({})] }) },
    ],
    ['I5', 'a refused message that is stored', adding({ what: 'fail', device: 'ann/1', messageId: 'm1', code: 'X' })],
    ['I5', 'an unknown outcome acknowledged and gone', { ...sound, truth: chat({ messages: messages.slice(0, 1) }) }],
    ['I6', 'a device whose unread is off by one', holding({ unread: 2 })],
    ['I6', 'a server whose unread is off by one', { ...sound, told: [{ userId: 'bob', chatId: CHAT, unread: 0 }] }],
    ['I7', 'a canary in the wrong chat', adding(shown('ann/1', item({ text: `${canary('other')} hi` })))],
    ['I7', 'a message after leaving', { ...sound, truth: staying({ leaveSeq: 3 }) }],
    ['I7', 'a message from before the joining', { ...sound, truth: staying({ visibleAfter: 3 }) }],
    ['I7', 'a stranger who is shown something', adding(shown('eve/1', item({}), 'eve'))],
    [
      'I7',
      'something shown after the session ended',
      {
        ...sound,
        history: [{ at: 0, what: 'revoked', device: 'bob/1', graceMs: 1 }, ...sound.history],
      },
    ],
    ['I8', 'a cursor that goes back', adding({ what: 'connected', device: 'bob/1', line: 2, node: 'a', place: 0 })],
    [
      'I8',
      'an acknowledged message that its sender has lost',
      {
        ...sound,
        holdings: [{ device: 'ann/1', userId: 'ann', chats: [{ ...held, entries: [] }] }],
      },
    ],
    ['I10', 'a process that ended by itself', adding({ what: 'died', process: 'node-1', how: 'code 1' })],
    ['I10', 'an error that nobody foresaw', adding({ what: 'trouble', device: 'bob/1', text: 'INTERNAL' })],
    ['I11', 'files left open', { ...sound, after: [{ node: 'a', files: 90, databaseConnections: 12 }] }],
    ['I11', 'connections left open', { ...sound, after: [{ node: 'a', files: 30, databaseConnections: 40 }] }],
    ['I11', 'a transaction left idle', { ...sound, leftovers: { idleInTransaction: 1, waitingForLocks: 0 } }],
    ['I11', 'a lock that is waited for', { ...sound, leftovers: { idleInTransaction: 0, waitingForLocks: 1 } }],
    ['I12', 'a member who has left', adding({ what: 'member', userId: 'bob', chatId: CHAT, change: 'left' })],
    ['I12', 'a joining that came to nothing', { ...sound, truth: staying({ leaveSeq: 4 }) }],
    ['I12', 'two stays at the same time', { ...sound, truth: { ...sound.truth, stays: [...stays, ...stays] } }],
    [
      'I12',
      'two invitations for the same person',
      { ...sound, truth: { ...sound.truth, invitations: [invited, invited] } },
    ],
    [
      'I12',
      'an invitation of a member',
      { ...sound, truth: { ...sound.truth, invitations: [{ ...invited, inviteeId: 'bob' }] } },
    ],
  ])('%s', (invariant, planted, evidence) => {
    it(`finds ${planted}`, () => {
      expect(check(evidence, [invariant]).map((violation) => violation.invariant)).toContain(invariant);
    });
  });
});

const invited = { chatId: CHAT, inviteeId: 'eve', status: 'PENDING' };

function timed(...happenings: Happening[]): Entry[] {
  return happenings.map((happening, nth) => Object.assign({ at: nth * 10 }, happening));
}

function sent(messageId: string): Happening {
  return { what: 'invoke', device: 'ann/1', userId: 'ann', chatId: CHAT, messageId, text: SAID };
}

function acked(messageId: string, seq: number): Happening {
  return { what: 'ok', device: 'ann/1', messageId, seq, replayed: false, afterMs: 1 };
}

function item(change: Partial<Item>): Item {
  const plain = { type: 'MessageSent', chatId: CHAT, seq: 3, subject: 'm1', sender: 'ann', text: SAID };
  return { ...plain, answer: 'new', ...change };
}

function shown(device: string, what: Item, userId = device.slice(0, -2)): Happening {
  return { what: 'shown', device, userId, line: 1, item: what };
}

function adding(happening: Happening, at = 500): Evidence {
  return { ...sound, history: [...sound.history, { at, ...happening }] };
}

function chat(change: Partial<Truth['chats'][number]>): Truth {
  return { ...sound.truth, chats: [{ id: CHAT, lastSeq: 4, log, messages, ...change }] };
}

/** Bob's stay, otherwise. */
function staying(change: Partial<Stay>): Truth {
  return {
    ...sound.truth,
    stays: stays.map((stay) => (stay.userId === 'bob' ? Object.assign({}, stay, change) : stay)),
  };
}

function changed(change: Partial<(typeof messages)[number]>) {
  return messages.map((message) => Object.assign({}, message, change));
}

/** What Bob's device holds, otherwise. */
function holding(change: Partial<HeldChat>): Evidence {
  return { ...sound, holdings: [{ device: 'bob/1', userId: 'bob', chats: [{ ...held, ...change }] }] };
}

function whole(entry: Partial<(typeof log)[number]>) {
  return { seq: 3, type: 'MessageSent', subject: 'm9', ...entry };
}
