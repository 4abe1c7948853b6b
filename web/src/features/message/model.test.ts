import { describe, expect, it } from 'vitest';
import type { Chat, Message } from '../../sync/records.ts';
import { ann, ben, cy, MINUTE, NOON, said } from '../../testing/records.ts';
import { buildRows, keepSame } from './model.ts';
import type { Divider, Row } from './model.ts';
import type { Slice } from './slice.ts';
import type { Unsent } from './unsent.ts';

const DAY = 24 * 60 * MINUTE;

function rowsOf(
  messages: Message[],
  rest: { unsent?: Unsent[]; divider?: Divider; others?: Chat['others'] } & Partial<Slice> = {},
): Row[] {
  const { unsent = [], divider = null, others = null, before = 'more', after = 'whole' } = rest;
  // What is beside the outermost that is shown, far away in time.
  const earlier = before === 'more' ? [said(cy, (messages[0]?.seq ?? 1) - 1, { at: NOON - 7 * DAY })] : [];
  const later = after === 'more' ? [said(cy, (messages.at(-1)?.seq ?? 0) + 1, { at: NOON + 7 * DAY })] : [];
  const slice = { messages: [...earlier, ...messages, ...later], before, after };
  return buildRows({ slice, unsent, divider, me: ann, others });
}

/** "day", "new 2", "Ben first last": one short word for each row. */
function sketch(rows: Row[]): string[] {
  return rows.map((row) => {
    if (row.row === 'new') return `new ${row.count}`;
    if (row.row !== 'bubble') return row.row;
    return [row.sender?.username ?? 'nobody', row.first && 'first', row.last && 'last'].filter(Boolean).join(' ');
  });
}

const unsent = (uuid: string, refusal: Unsent['refusal'] = null): Unsent => ({
  order: 1,
  id: uuid,
  act: { kind: 'send', chatId: 'hikers', uuid, text: uuid },
  at: NOON,
  refusal,
});

describe('bubbles', () => {
  it('of one person close together hang together', () => {
    expect(sketch(rowsOf([said(ben, 1), said(ben, 2), said(ben, 3)]))).toEqual(['day', 'ben first', 'ben', 'ben last']);
  });

  it('part when somebody else speaks', () => {
    expect(sketch(rowsOf([said(ben, 1), said(cy, 2), said(ben, 3)]))).toEqual([
      'day',
      'ben first last',
      'cy first last',
      'ben first last',
    ]);
  });

  it('part after a while', () => {
    const rows = rowsOf([said(ben, 1), said(ben, 2, { at: NOON + 30 * MINUTE })]);
    expect(sketch(rows)).toEqual(['day', 'ben first last', 'ben first last']);
  });

  it('part around what the system tells', () => {
    const left = said(cy, 2, { system: true, notice: 'MEMBER_LEFT' });
    expect(sketch(rowsOf([said(ben, 1), left, said(ben, 3)]))).toEqual([
      'day',
      'ben first last',
      'notice',
      'ben first last',
    ]);
  });

  it('keep the words of people whose account is gone', () => {
    expect(sketch(rowsOf([said(ben, 1, { sender: null })]))).toEqual(['day', 'nobody first last']);
  });
});

describe('days', () => {
  it('begin with a line, each once', () => {
    const rows = rowsOf([
      said(ben, 1, { at: NOON - DAY }),
      said(ben, 2, { at: NOON }),
      said(ben, 3, { at: NOON + MINUTE }),
    ]);
    expect(sketch(rows)).toEqual(['day', 'ben first last', 'day', 'ben first', 'ben last']);
  });

  it('part groups even across two minutes', () => {
    const midnight = new Date(2026, 10, 23).getTime();
    const rows = rowsOf([said(ben, 1, { at: midnight - MINUTE }), said(ben, 2, { at: midnight + MINUTE })]);
    expect(sketch(rows)).toEqual(['day', 'ben first last', 'day', 'ben first last']);
  });
});

describe('the line where new messages begin', () => {
  it('stands before the first one of somebody else, and counts only theirs', () => {
    const messages = [said(ben, 1), said(ann, 2), said(ben, 3), said(cy, 4)];
    expect(sketch(rowsOf(messages, { divider: { after: 1, count: 2 } }))).toEqual([
      'day',
      'ben first last',
      'ann first last',
      'new 2',
      'ben first last',
      'cy first last',
    ]);
  });

  it('is not there when there is nothing new', () => {
    expect(sketch(rowsOf([said(ben, 1)], { divider: { after: 1, count: 1 } }))).toEqual(['day', 'ben first last']);
  });
});

describe('what waits to be sent', () => {
  it('stands at the end, in order', () => {
    expect(sketch(rowsOf([said(ben, 1)], { unsent: [unsent('a'), unsent('b')] }))).toEqual([
      'day',
      'ben first last',
      'ann first',
      'ann last',
    ]);
  });

  it('is the same bubble, under the same key, once the server has it', () => {
    const before = rowsOf([], { unsent: [unsent('uuid-1')] }).at(-1);
    const after = rowsOf([said(ann, 1)]).at(-1);
    expect(before).toMatchObject({ key: 'uuid-1', status: { state: 'waiting' } });
    expect(after).toMatchObject({ key: 'uuid-1', status: { state: 'sent' } });
  });

  it('is not shown twice while its echo is here and its answer is not', () => {
    const rows = rowsOf([said(ann, 1)], { unsent: [unsent('uuid-1')] });
    expect(rows.filter(({ row }) => row === 'bubble')).toHaveLength(1);
  });

  it('shows how far it has come for everybody else', () => {
    const rows = rowsOf([said(ann, 1), said(ann, 2), said(ann, 3)], { others: { deliveredSeq: 2, readSeq: 1 } });
    expect(rows.flatMap((row) => (row.row === 'bubble' ? [row.status.state] : []))).toEqual([
      'read',
      'delivered',
      'sent',
    ]);
  });

  it('says why it was not sent', () => {
    const failed = unsent('a', { why: 'left' });
    expect(rowsOf([], { unsent: [failed] }).at(-1)).toMatchObject({
      status: { state: 'failed', reason: { why: 'left' } },
    });
  });
});

describe('the ends of what is here', () => {
  it('say that the chat begins there, or that something is missing', () => {
    expect(sketch(rowsOf([said(ben, 1)], { before: 'whole' }))[0]).toBe('beginning');
    expect(sketch(rowsOf([said(ben, 1)], { before: 'hole' }))[0]).toBe('hole');
    expect(sketch(rowsOf([said(ben, 1)], { after: 'hole' })).at(-1)).toBe('hole');
    expect(rowsOf([], { before: 'whole' })).toEqual([]);
  });

  it('put a hole between what is here and what waits to be sent', () => {
    expect(sketch(rowsOf([said(ben, 1)], { after: 'hole', unsent: [unsent('a')] }))).toEqual([
      'day',
      'ben first last',
      'hole',
      'ann first last',
    ]);
  });

  it('do not show what waits to be sent where the newest messages were let go', () => {
    const rows = rowsOf([said(ben, 1)], { after: 'more', unsent: [unsent('a')] });
    expect(sketch(rows).slice(0, 2)).toEqual(['day', 'ben first last']);
    expect(sketch(rows)).not.toContain('ann first last');
  });

  it('look as they will when more of them comes in, where there is more', () => {
    const slice = { messages: [1, 2, 3, 4].map((nth) => said(ben, nth)), before: 'more', after: 'more' } as const;
    const rows = buildRows({ slice, unsent: [], divider: null, me: ann, others: null });
    expect(sketch(rows)).toEqual(['ben', 'ben']);
  });

  it('do not claim that what is new begins in their midst', () => {
    const divider = { after: 3, count: 9 };
    expect(sketch(rowsOf([said(ben, 7), said(ben, 8)], { divider }))).not.toContain('new 9');
    expect(sketch(rowsOf([said(ben, 3), said(ben, 4)], { divider }))).toContain('new 9');
  });
});

describe('rows that are built anew', () => {
  it('stay the same objects where they say the same', () => {
    const messages = [said(ben, 1), said(ann, 2), said(ben, 3)];
    const before = rowsOf(messages);
    expect(keepSame(before, rowsOf(messages))).toEqual(before);
    expect(keepSame(before, rowsOf(messages)).every((row, index) => row === before[index])).toBe(true);
  });

  it('are new ones where anything has changed', () => {
    const messages = [said(ben, 1), said(ann, 2), said(ben, 3)];
    const before = rowsOf(messages);
    const read = rowsOf([...messages, said(ben, 4)], { others: { deliveredSeq: 4, readSeq: 4 } });
    const after = keepSame(before, read);
    expect(after).toEqual(read);
    // The day and Ben's first; Ann's was read, and Ben's second is no longer the last of its group.
    expect(after.map((row) => before.includes(row))).toEqual([true, true, false, false, false]);
  });
});
