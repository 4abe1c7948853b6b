import { expect, it } from 'vitest';
import { nextBeginning, nextEnding, nextFrame } from './frames.ts';

it.each(['1', 'events', '9d1e2b5c-8f0e-4a51-b7a3-0f7c3c3a8f11', 'Grüße "an" 👋'])(
  'makes of two parts the very frame, for the id %s',
  (id) => {
    for (const length of [0, 60, 64, 124, 1_000, 65_500, 65_536, 70_000]) {
      const result = JSON.stringify({ text: `ü${'x'.repeat(length)}` });
      const ending = nextEnding(result);
      const parts = Buffer.concat([Buffer.from(nextBeginning(id, ending), 'latin1'), ending]);
      expect(parts.equals(nextFrame(id, result))).toBe(true);
    }
  },
);
