import { dayKey } from '../../lib/days.ts';
import type { FailureReason, Pending } from '../../sync/outbox.ts';
import type { Chat, Message, Notice, Person } from '../../sync/records.ts';
import { reachOf } from '../chat/model.ts';
import type { Reach } from '../chat/model.ts';

/** Bubbles of one person closer than this hang together. */
const GROUP_WITHIN_MS = 10 * 60_000;

export type BubbleState =
  | { readonly state: 'theirs' }
  | { readonly state: 'sending' }
  | { readonly state: Reach }
  | { readonly state: 'failed'; readonly reason: FailureReason };

export interface Bubble {
  readonly row: 'bubble';
  /** The message's uuid: the same before and after the server has it, so that its element stays. */
  readonly key: string;
  readonly sender: Person | null;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
  readonly status: BubbleState;
  readonly first: boolean;
  readonly last: boolean;
}

export type Row =
  | { readonly row: 'top'; readonly key: 'top' }
  | { readonly row: 'day'; readonly key: string; readonly at: number }
  | { readonly row: 'new'; readonly key: 'new'; readonly count: number }
  | {
      readonly row: 'notice';
      readonly key: string;
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

interface Content {
  readonly messages: readonly Message[];
  /** Unsent, in the order they will go out. */
  readonly pendings: readonly Pending[];
  readonly divider: Divider | null;
  readonly me: Person;
  /** Where all the others are at least. */
  readonly others: Chat['others'];
}

/** What the timeline shows, top to bottom. */
export function buildRows({ messages, pendings, divider, me, others }: Content): Row[] {
  const rows: Row[] = [{ row: 'top', key: 'top' }];
  const known = new Set(messages.map(({ uuid }) => uuid));
  let day = '';
  let parted = divider === null;

  for (const message of messages) {
    openDay(message.at);
    if (!parted && divider !== null && isNew(message, divider, me)) {
      rows.push({ row: 'new', key: 'new', count: divider.count });
      parted = true;
    }
    rows.push(message.system ? noticeRow(message) : messageBubble(message, me, others));
  }
  for (const pending of pendings) {
    // The echo can be here before the answer: one message, one bubble.
    if (known.has(pending.uuid)) continue;
    openDay(pending.at);
    rows.push(pendingBubble(pending, me));
  }
  return joinGroups(rows);

  function openDay(at: number): void {
    if (dayKey(at) === day) return;
    day = dayKey(at);
    rows.push({ row: 'day', key: `day-${day}`, at });
  }
}

function isNew(message: Message, divider: Divider, me: Person): boolean {
  return message.seq > divider.after && message.sender?.id !== me.id;
}

function noticeRow({ uuid, notice, sender, text }: Message): Row {
  return { row: 'notice', key: uuid, notice, sender, text };
}

function messageBubble({ uuid, seq, sender, text, at }: Message, me: Person, others: Chat['others']): Bubble {
  const mine = sender?.id === me.id;
  const status: BubbleState = mine ? { state: reachOf(seq, others) } : { state: 'theirs' };
  return { row: 'bubble', key: uuid, sender, mine, text, at, status, first: true, last: true };
}

function pendingBubble({ uuid, text, at, progress }: Pending, me: Person): Bubble {
  return { row: 'bubble', key: uuid, sender: me, mine: true, text, at, status: progress, first: true, last: true };
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
