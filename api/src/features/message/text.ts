import { z } from 'zod';

export const TEXT_MAX = 8_000;

/** The text of a message as typed: 1 to 8,000 characters, not only white space. NUL cannot be stored. */
export const textInput = z
  .string()
  .refine((text) => text.trim() !== '', 'Write something first.')
  .refine((text) => text.length <= TEXT_MAX || [...text].length <= TEXT_MAX, `Use at most ${TEXT_MAX} characters.`)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'This text contains a broken character.');
