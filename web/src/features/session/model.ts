import * as v from 'valibot';
import { canonicalUsername } from '../../lib/username.ts';

/** The messages are the keys of words under session.problem. */
const username = v.pipe(
  v.string(),
  v.transform(canonicalUsername),
  v.minLength(3, 'usernameShort'),
  v.maxLength(32, 'usernameLong'),
  v.regex(/^[a-z0-9_.]+$/, 'usernameLetters'),
);

export const Registration = v.object({
  username,
  displayName: v.pipe(v.string(), v.trim(), v.minLength(1, 'displayNameMissing'), v.maxLength(64, 'displayNameLong')),
  password: v.pipe(v.string(), v.minLength(8, 'passwordShort'), v.maxLength(256, 'passwordLong')),
});

/** Only what is surely missing: which rules an old account was made under is the server's to know. */
export const Credentials = v.object({
  username: v.pipe(v.string(), v.transform(canonicalUsername), v.minLength(1, 'usernameMissing')),
  password: v.pipe(v.string(), v.minLength(1, 'passwordMissing')),
});

/** The first problem of each field. */
export function problemsOf(issues: readonly v.BaseIssue<unknown>[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const issue of issues) {
    const field = v.getDotPath(issue);
    if (field !== null) problems[field] ??= issue.message;
  }
  return problems;
}

const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
] as const;

/** "Firefox · Linux" out of a User-Agent header; what is no browser says its own name. */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null || userAgent === '') return null;
  const browser = BROWSERS.find(([mark]) => userAgent.includes(mark))?.[1];
  const system = SYSTEMS.find(([mark]) => userAgent.includes(mark))?.[1];
  if (browser === undefined) return userAgent.slice(0, 60);
  return system === undefined ? browser : `${browser} · ${system}`;
}
