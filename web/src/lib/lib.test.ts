import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import { daysAgo, dayKey } from './days.ts';
import { hueOf } from './hue.ts';
import { groupInitials, personInitials } from './initials.ts';
import { wait } from './wait.ts';

describe('the hue of an id', () => {
  it('is always the same', () => {
    expect(hueOf('User:1')).toBe(hueOf('User:1'));
  });

  it('uses the whole circle evenly', () => {
    const sixths = Array.from({ length: 6 }, () => 0);
    for (let id = 0; id < 6_000; id += 1) {
      const sixth = Math.floor(hueOf(`User:${id}`) / 60);
      sixths[sixth] = (sixths[sixth] ?? 0) + 1;
    }
    for (const count of sixths) expect(count).toBeGreaterThan(700);
  });
});

describe('initials', () => {
  it.each([
    ['Ada Moretti', 'AM'],
    ['Mum', 'M'],
    ['  jean-luc  van der picard ', 'JP'],
    ['نور الهاشمي', 'نا'],
    ['🎉 Tomás', 'T'],
    ['🎉', ''],
  ])('of %s are %s', (name, initials) => {
    expect(personInitials(name)).toBe(initials);
  });

  it.each([
    ['Sunday hikers', 'Sh'],
    ['Flat 12', 'F1'],
    ['Family', 'Fa'],
    ['🏔', ''],
  ])('of the group %s are %s', (title, initials) => {
    expect(groupInitials(title)).toBe(initials);
  });
});

describe('days', () => {
  const at = (day: number, hour: number) => new Date(2026, 9, day, hour).getTime();

  it('change at midnight where the reader is', () => {
    expect(dayKey(at(1, 23))).not.toBe(dayKey(at(2, 0)));
    expect(dayKey(at(2, 0))).toBe(dayKey(at(2, 23)));
  });

  it('are counted by the calendar, not by hours', () => {
    expect(daysAgo(at(1, 23), at(2, 0))).toBe(1);
    expect(daysAgo(at(2, 0), at(2, 23))).toBe(0);
    // The night in which Europe's clocks are put back has an hour more.
    expect(daysAgo(at(24, 12), at(26, 12))).toBe(2);
  });
});

describe('waiting to try again', () => {
  it('takes longer with each attempt, up to ten seconds, and never the same time for all', () => {
    expect([0, 1, 2, 10].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1_000, 2_000, 10_000]);
    expect(backoffMs(5, () => 0)).toBe(0);
  });

  it('ends at once when there is no reason left', async () => {
    const reason = new AbortController();
    const began = performance.now();
    const waiting = wait(60_000, reason.signal);
    reason.abort();
    await waiting;
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
