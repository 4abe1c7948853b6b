import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { z } from 'zod';
import { RateLimited } from '../../platform/limits.ts';

const COST = 12;
/** First part of a stored hash: how the password was prepared before bcrypt saw it. */
const SCHEME = '1';
const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 256;

/** bcrypt takes about 0.2 s of a core: more than two at once would starve everything else on a small machine. */
const AT_ONCE = 2;
const QUEUE = 50;
const RETRY_AFTER_S = 5;

/** The passwords that are tried first. */
const COMMON = new Set(
  `12345678 123456789 1234567890 password password1 password12 password123 passw0rd p@ssw0rd qwertyui qwerty123 qwertyuiop
  1q2w3e4r 1q2w3e4r5t 1qaz2wsx abcd1234 abc12345 11111111 00000000 88888888 12341234 87654321 987654321 iloveyou iloveyou1
  sunshine princess football baseball superman michelle jennifer computer trustno1 starwars whatever welcome1 letmein1
  asdfghjk asdfasdf zxcvbnm1 qazwsxedc admin123 administrator changeme changeme1 secret123 liverpool ruggine1 ruggine123`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A new password. Spaces count; nothing is cut off. */
export const newPasswordInput = z
  .string()
  .refine((password) => [...password].length >= MIN_CHARACTERS, `Use at least ${MIN_CHARACTERS} characters.`)
  .refine((password) => [...password].length <= MAX_CHARACTERS, `Use at most ${MAX_CHARACTERS} characters.`)
  .refine((password) => password.isWellFormed(), 'This password contains a broken character.')
  .refine((password) => !COMMON.has(password.toLowerCase()), 'This password is too easy to guess.');

/** A password to be compared with the stored one. */
export const passwordInput = z
  .string()
  .refine((password) => [...password].length <= MAX_CHARACTERS, `Use at most ${MAX_CHARACTERS} characters.`)
  .refine((password) => password.isWellFormed(), 'This password contains a broken character.');

export async function hashPassword(password: string): Promise<string> {
  return `${SCHEME}${await inTurn(() => bcrypt.hash(prepare(password), COST))}`;
}

/** Takes the same time whether or not there is an account: without one it compares with a hash that nothing matches. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored?.startsWith(SCHEME) ? stored.slice(SCHEME.length) : null;
  const matches = await inTurn(() => bcrypt.compare(prepare(password), known ?? DECOY));
  return matches && known !== null;
}

/**
 * bcrypt ignores what follows byte 72 and stops at a NUL. 44 characters of base64 stand for passwords of any length;
 * NFC, so that the same password typed on another keyboard is the same.
 */
function prepare(password: string): string {
  return createHmac('sha256', 'ruggine password 1').update(password.normalize('NFC')).digest('base64');
}

/** A bcrypt hash of the same cost, of 32 random bytes that nobody kept. */
const DECOY = '$2b$12$Cb8MfC0WS.pArH0Y36alXuCXqE/ntx8SdHdqb77ge94lDbO5Zrs5.';

const waiting: (() => void)[] = [];
let running = 0;

/** @throws {RateLimited} when too many wait already */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running++;
  else if (waiting.length >= QUEUE) throw new RateLimited(RETRY_AFTER_S);
  // Who finishes hands its place on, so that nobody can slip in between.
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
