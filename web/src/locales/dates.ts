import { i18n } from './i18n.ts';
import { daysAgo } from '../lib/days.ts';

const DAYS_OF_A_WEEK = 7;

/** The reader's own habits (12 or 24 hours, order of day and month) in the language of the words around them. */
export function formatTag(): string {
  const locale: string = i18n.global.locale.value;
  return navigator.languages.find((tag) => tag.startsWith(locale)) ?? locale;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  const tag = formatTag();
  const key = `${tag}${JSON.stringify(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(tag, options);
  formats.set(key, made);
  return made.format(at);
}

/** "14:32" */
export function timeOfDay(at: number): string {
  return format(at, { timeStyle: 'short' });
}

/** "Sunday, 22 November 2026 at 14:32": for a title and for screen readers. */
export function fullTime(at: number): string {
  return format(at, { dateStyle: 'full', timeStyle: 'short' });
}

/** "22 Nov 2026, 14:32": for what is copied elsewhere. */
export function stamp(at: number): string {
  return format(at, { dateStyle: 'medium', timeStyle: 'short' });
}

/** For the list: the time today, then "Yesterday", the weekday, the date. */
export function briefDate(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days <= 0) return timeOfDay(at);
  if (days === 1) return i18n.global.t('chat.yesterday');
  if (days < DAYS_OF_A_WEEK) return format(at, { weekday: 'long' });
  return shortDate(at, now);
}

/** For a day line: "Today", "Yesterday", the weekday with its date. */
export function dayName(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days === 0) return i18n.global.t('chat.today');
  if (days === 1) return i18n.global.t('chat.yesterday');
  if (days < DAYS_OF_A_WEEK && days > 0) return format(at, { weekday: 'long' });
  return sameYear(at, now)
    ? format(at, { weekday: 'long', day: 'numeric', month: 'long' })
    : format(at, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** "last seen 14:02", "last seen yesterday, 14:02", "last seen Thursday" */
export function lastSeen(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days <= 0) return i18n.global.t('chat.seen.today', { time: timeOfDay(at) });
  if (days === 1) return i18n.global.t('chat.seen.yesterday', { time: timeOfDay(at) });
  const day = days < DAYS_OF_A_WEEK ? format(at, { weekday: 'long' }) : shortDate(at, now);
  return i18n.global.t('chat.seen.earlier', { day });
}

/** "2 Nov", with the year when it is another one. */
export function shortDate(at: number, now: number): string {
  return sameYear(at, now)
    ? format(at, { day: 'numeric', month: 'short' })
    : format(at, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "22 November 2026" */
export function longDate(at: number): string {
  return format(at, { dateStyle: 'long' });
}

/** "Ada, Ben and Joon" */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(formatTag(), { type: 'conjunction' }).format(names);
}

function sameYear(at: number, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}
