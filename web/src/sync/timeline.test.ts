import { describe, expect, it } from 'vitest';
import { ann, ben, said } from '../testing/records.ts';
import { EMPTY_TIMELINE, withMessage, withNewestPage, withOlderPage } from './timeline.ts';
import type { Timeline } from './timeline.ts';

const seqs = ({ messages }: Timeline) => messages.map(({ seq }) => seq);
const page = (from: number, to: number, olderCursor: string | null = 'older') => ({
  messages: Array.from({ length: to - from + 1 }, (_, index) => said(ben, from + index)),
  olderCursor,
});

describe('a timeline', () => {
  it('keeps what arrived while its first page was on the way', () => {
    const waiting = withMessage(EMPTY_TIMELINE, said(ben, 6));
    expect(seqs(withNewestPage(waiting, page(3, 5)))).toEqual([3, 4, 5, 6]);
  });

  it('shows a message that came both ways once', () => {
    const waiting = withMessage(EMPTY_TIMELINE, said(ben, 5));
    expect(seqs(withNewestPage(waiting, page(3, 5)))).toEqual([3, 4, 5]);
  });

  it('drops what came too early to join on, rather than show a hole as a whole', () => {
    const waiting = withMessage(withMessage(EMPTY_TIMELINE, said(ben, 2)), said(ben, 20));
    expect(seqs(withNewestPage(waiting, page(10, 19)))).toEqual(page(10, 20).messages.map(({ seq }) => seq));
  });

  it('grows upwards page by page, until the beginning', () => {
    const recent = withNewestPage(EMPTY_TIMELINE, page(5, 8));
    const all = withOlderPage(recent, page(1, 4, null));
    expect(seqs(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(all.olderCursor).toBeNull();
  });

  it('keeps its history when a fresh newest page overlaps it', () => {
    const held = withNewestPage(EMPTY_TIMELINE, page(1, 8, null));
    expect(seqs(withNewestPage(held, page(6, 12)))).toHaveLength(12);
  });

  it('starts anew when too much was missed to join on', () => {
    const held = withNewestPage(EMPTY_TIMELINE, page(1, 8, null));
    const fresh = withNewestPage(held, page(50, 60, 'before-50'));
    expect(seqs(fresh)[0]).toBe(50);
    expect(fresh.olderCursor).toBe('before-50');
  });

  it('leaves old messages told again to its history', () => {
    const held = withNewestPage(EMPTY_TIMELINE, page(5, 8));
    expect(withMessage(held, said(ben, 2))).toBe(held);
  });

  it('puts what comes late in its place by number, not by arrival', () => {
    const held = withNewestPage(EMPTY_TIMELINE, page(5, 6));
    const mine = withMessage(held, said(ann, 9));
    expect(seqs(withMessage(mine, said(ben, 7)))).toEqual([5, 6, 7, 9]);
  });
});
