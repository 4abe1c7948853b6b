// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { endingOf, pauseAfter } from './ending.ts';

const closed = (code: number, reason = '') => endingOf(new CloseEvent('close', { code, reason }));

describe('a line that ended', () => {
  it('says why', () => {
    expect([closed(4401), closed(4403), closed(4503), closed(1006), closed(4413)].map(({ why }) => why)).toEqual([
      'signed-out',
      'signed-out',
      'moving',
      'lost',
      'lost',
    ]);
    expect(endingOf([{ extensions: { code: 'UNAUTHENTICATED' } }])).toEqual({ why: 'signed-out' });
    expect(endingOf(new Error('no socket'))).toEqual({ why: 'lost' });
  });

  it('for want of room says when to come back', () => {
    expect(closed(4429, 'retry after 7 s')).toEqual({ why: 'crowded', retryAfterS: 7 });
    expect(closed(4429, 'Too many messages')).toEqual({ why: 'crowded', retryAfterS: 5 });
  });
});

describe('the pause before the next line', () => {
  const between = (ending: Parameters<typeof pauseAfter>[0], attempt = 0) => [
    pauseAfter(ending, attempt, () => 0),
    pauseAfter(ending, attempt, () => 1),
  ];

  it('is never the same for everybody', () => {
    expect(between({ why: 'crowded', retryAfterS: 7 })).toEqual([7_000, 8_000]);
    expect(between({ why: 'moving' })).toEqual([0, 5_000]);
    expect(between({ why: 'lost' })).toEqual([0, 1_000]);
  });

  it('grows when nothing helps, up to ten seconds', () => {
    expect(between({ why: 'lost' }, 3)).toEqual([0, 8_000]);
    expect(between({ why: 'moving' }, 20)).toEqual([0, 10_000]);
  });
});
