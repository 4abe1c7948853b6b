import { hash, randomBytes } from 'node:crypto';

/** Lets scanners of leaked secrets tell what a token is. */
const PREFIX = 'rgg_';
const TOKEN = /^rgg_[A-Za-z0-9_-]{43}$/;

/** A new bearer token: 256 random bits behind a prefix. */
export function newToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

export function looksLikeToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What is kept of a token, as hex digits. The token is random, so a fast hash cannot be searched. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** A token's hash as the database has it. */
export function storedHash(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(hashToken(token), 'hex'));
}
