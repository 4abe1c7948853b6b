/** Usernames are spoken and typed on phones: capitals and stray spaces are forgiven, as is the @ in front. */
export function canonicalUsername(typed: string): string {
  return typed.normalize('NFKC').trim().replace(/^@/, '').toLowerCase();
}
