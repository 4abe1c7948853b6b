import { dayKey } from '../../lib/days.ts';
import type { Refusal } from '../../sync/acts.ts';
import type { Chat, Message, Notice, Person } from '../../sync/records.ts';
import { reachOf } from '../chat/model.ts';
import type { Reach } from '../chat/model.ts';
import type { Slice } from './slice.ts';
import type { Unsent } from './unsent.ts';

/** Bubbles of one person closer than this hang together. */
const GROUP_WITHIN_MS = 10 * 60_000;

export type BubbleState =
  | { readonly state: 'theirs' }
  | { readonly state: 'waiting' }
  | { readonly state: Reach }
  | { readonly state: 'failed'; readonly reason: Refusal };

export interface Bubble {
  readonly row: 'bubble';
  /** The message's uuid: the same before and after the server has it, so that its element stays. */
  readonly key: string;
  /** Null until the server has it. */
  readonly seq: number | null;
  readonly sender: Person | null;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  readonly status: BubbleState;
  readonly first: boolean;
  readonly last: boolean;
}

export type Row =
  | { readonly row: 'beginning'; readonly key: 'beginning' }
  /** Where what is on this device ends; `side` says on which side of it. */
  | { readonly row: 'hole'; readonly key: string; readonly side: 'before' | 'after' }
  | { readonly row: 'day'; readonly key: string; readonly at: number }
  | { readonly row: 'new'; readonly key: 'new'; readonly count: number }
  | {
      readonly row: 'notice';
      readonly key: string;
      readonly seq: number;
      readonly at: number;
      readonly notice: Notice | null;
      readonly sender: Person | null;
      readonly text: string;
    }
  | Bubble;

/** Where what is new begins: at the first message of somebody else after `after`. Kept while the chat is open. */
export interface Divider {
  readonly after: number;
  readonly count: number;
}

/** Where what is new in a chat begins; null when all of it was read. */
export function dividerOf(chat: Chat | undefined): Divider | null {
  if (chat === undefined || chat.unreadCount === 0) return null;
  return { after: chat.readSeq, count: chat.unreadCount };
}

interface Content {
  readonly slice: Slice;
  /** In the order they will go out. */
  readonly unsent: readonly Unsent[];
  readonly divider: Divider | null;
  readonly me: Person;
  /** Where all the others are at least. */
  readonly others: Chat['others'];
}

/**
 * What the timeline shows, top to bottom. Where there is more, the outermost message is not shown: it tells how the one beside it
 * looks, so that nothing that is shown changes its height when more of it comes in or is let go.
 */
export function buildRows({ slice, unsent, divider, me, others }: Content): Row[] {
  const { messages, before, after } = slice;
  const rows: Row[] = [];
  const known = new Set(messages.map(({ uuid }) => uuid));
  let day = '';
  let parted = divider === null || isInside(slice, divider);

  if (before === 'whole' && messages.length > 0) rows.push({ row: 'beginning', key: 'beginning' });
  if (before === 'hole') rows.push({ row: 'hole', key: `before-${messages[0]?.uuid}`, side: 'before' });
  for (const message of messages) {
    openDay(message.at, message.uuid);
    if (divider !== null && !parted && isNew(message, divider, me)) {
      rows.push({ row: 'new', key: 'new', count: divider.count });
      parted = true;
    }
    rows.push(message.system ? noticeRow(message) : messageBubble(message, me, others));
  }
  if (after === 'hole') rows.push({ row: 'hole', key: `after-${messages.at(-1)?.uuid}`, side: 'after' });
  // What was let go at the end lies between them and this.
  if (after === 'more') return shown(rows);
  for (const record of unsent) {
    // Sent by another window that had not told this one yet: one message, one bubble.
    if (known.has(record.act.uuid)) continue;
    openDay(record.at, record.act.uuid);
    rows.push(unsentBubble(record, me));
  }
  return shown(rows);

  function shown(all: readonly Row[]): Row[] {
    const start = before === 'more' ? all.findIndex(({ key }) => key === messages[0]?.uuid) + 1 : 0;
    const end = after === 'more' ? all.findLastIndex(({ key }) => key === messages.at(-1)?.uuid) : all.length;
    return joinGroups(all).slice(start, end);
  }

  /** The key moves with the first message of the day, so that a line is measured anew where it moves to. */
  function openDay(at: number, uuid: string): void {
    if (dayKey(at) === day) return;
    day = dayKey(at);
    rows.push({ row: 'day', key: `day-${uuid}`, at });
  }
}

/** The slice begins in the midst of what is new: where that begins is further up. */
function isInside({ messages, before }: Slice, { after }: Divider): boolean {
  return before === 'more' && (messages[0]?.seq ?? 0) > after;
}

function isNew(message: Message, divider: Divider, me: Person): boolean {
  return message.seq > divider.after && message.sender?.id !== me.id;
}

function noticeRow({ uuid, seq, at, notice, sender, text }: Message): Row {
  return { row: 'notice', key: uuid, seq, at, notice, sender, text };
}

function messageBubble({ uuid, seq, sender, text, at }: Message, me: Person, others: Chat['others']): Bubble {
  const mine = sender?.id === me.id;
  const status: BubbleState = mine ? { state: reachOf(seq, others) } : { state: 'theirs' };
  return { row: 'bubble', key: uuid, seq, sender, mine, text, at, status, first: true, last: true };
}

function unsentBubble({ act: { uuid, text }, at, refusal }: Unsent, me: Person): Bubble {
  const status: BubbleState = refusal === null ? { state: 'waiting' } : { state: 'failed', reason: refusal };
  return { row: 'bubble', key: uuid, seq: null, sender: me, mine: true, text, at, status, first: true, last: true };
}

/** Where the message of a row stands in the chat; null when it is not one, or not there yet. */
export function seqOf(row: Row | undefined): number | null {
  return row?.row === 'bubble' || row?.row === 'notice' ? row.seq : null;
}

/** Rows that say what they said before, as the same objects: what is drawn of them need not be looked at again. */
export function keepSame(before: readonly Row[], rows: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return rows.map((row) => {
    const old = known.get(row.key);
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
}

function isSameRow(one: Row, other: Row): boolean {
  if (one.row === 'bubble' && other.row === 'bubble') {
    const { status, ...rest } = one;
    const { status: otherStatus, ...others } = other;
    return isSame(status, otherStatus) && isSame(rest, others);
  }
  return isSame(one, other);
}

/** Of objects whose values are plain, or the same people as before. */
function isSame(one: object, other: object): boolean {
  const values = new Map(Object.entries(other));
  const entries = Object.entries(one);
  return entries.length === values.size && entries.every(([key, value]) => values.get(key) === value);
}

/** Only the first bubble of a group says who speaks, only the last one shows the face. */
function joinGroups(rows: readonly Row[]): Row[] {
  return rows.map((row, index) => {
    if (row.row !== 'bubble') return row;
    return { ...row, first: !together(rows[index - 1], row), last: !together(row, rows[index + 1]) };
  });
}

function together(earlier: Row | undefined, later: Row | undefined): boolean {
  if (earlier?.row !== 'bubble' || later?.row !== 'bubble') return false;
  if (earlier.mine !== later.mine || earlier.sender?.id !== later.sender?.id) return false;
  return later.at - earlier.at < GROUP_WITHIN_MS;
}
