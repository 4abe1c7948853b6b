import { z } from 'zod';

/** Lower case without surrounding space: what a username is stored and looked up as. Applying it twice changes nothing. */
export function canonicalUsername(typed: string): string {
  return typed.trim().toLowerCase();
}

/** NFC, with runs of white space as one space and none around. Applying it twice changes nothing. */
export function canonicalDisplayName(typed: string): string {
  return typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

const DISPLAY_NAME_MAX = 64;

/** Joined emoji such as families and flags need invisible characters; nothing else in a name does. */
const EMOJI_SEQUENCE = /\p{RGI_Emoji}/gv;
/** The last one is the blank among the Braille patterns: by its category it is a symbol. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u2800]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Why a canonical name or title of at most `max` characters cannot be used, or null. */
export function visibleNameProblem(name: string, max: number): string | null {
  if (name === '') return 'Enter a name.';
  if ([...name].length > max) return `Use at most ${max} characters.`;
  if (!name.isWellFormed()) return 'This name contains a broken character.';
  const withoutEmoji = name.replace(EMOJI_SEQUENCE, '☺');
  if (INVISIBLE.test(withoutEmoji)) return 'Use only characters that can be seen.';
  return VISIBLE.test(withoutEmoji) ? null : 'Use at least one letter, digit or sign.';
}

/** A username as typed, in; a canonical one, out. */
export const usernameInput = z
  .string()
  .max(256, 'Use 3 to 32 characters: a–z, 0–9, dot and underscore.')
  .transform(canonicalUsername)
  .pipe(z.string().regex(/^[a-z0-9_.]{3,32}$/, 'Use 3 to 32 characters: a–z, 0–9, dot and underscore.'));

/** A display name as typed, in; a canonical one, out. */
export const displayNameInput = z
  .string()
  .max(1_024, `Use at most ${DISPLAY_NAME_MAX} characters.`)
  .transform(canonicalDisplayName)
  .superRefine((name, context) => {
    const problem = visibleNameProblem(name, DISPLAY_NAME_MAX);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });
