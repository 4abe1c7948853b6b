import { expect, it } from 'vitest';
import { joined } from './shared.ts';

it.each([
  [{ title: 'A hut', text: 'Look at this', url: 'https://hut.example' }, 'A hut\nLook at this\nhttps://hut.example'],
  [{ title: '', text: 'Look: https://hut.example', url: 'https://hut.example' }, 'Look: https://hut.example'],
  [{ title: 'A hut', text: 'A hut', url: '' }, 'A hut'],
  [{ title: ' ', text: '', url: 'https://hut.example' }, 'https://hut.example'],
  [{ title: '', text: '', url: '' }, ''],
])('joins what was shared without saying anything twice: %o', (shared, text) => {
  expect(joined(shared)).toBe(text);
});
