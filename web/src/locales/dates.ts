import { computed, shallowRef } from 'vue';
import { i18n } from './i18n.ts';
import { daysAgo } from '../lib/days.ts';

const DAYS_OF_A_WEEK = 7;

/** Changes with the browser's settings, without a reload. */
const preferred = shallowRef(navigator.languages);
globalThis.addEventListener?.('languagechange', () => (preferred.value = navigator.languages));

const tag = computed(() => {
  const locale: string = i18n.global.locale.value;
  return preferred.value.find((each) => each.startsWith(locale)) ?? locale;
});

/** The reader's own habits (12 or 24 hours, order of day and month) in the language of the words around them. */
export function formatTag(): string {
  return tag.value;
}

/** One for each language and set of options; the options below are one object each. */
const formats = computed(() => {
  const made = new Map<Intl.DateTimeFormatOptions, Intl.DateTimeFormat>();
  const language = tag.value;
  return (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
    const format = made.get(options) ?? new Intl.DateTimeFormat(language, options);
    made.set(options, format);
    return format;
  };
});

const TIME = { timeStyle: 'short' } as const;
const FULL = { dateStyle: 'full', timeStyle: 'short' } as const;
const STAMP = { dateStyle: 'medium', timeStyle: 'short' } as const;
const WEEKDAY = { weekday: 'long' } as const;
const DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const DAY_OF_YEAR = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const SHORT = { day: 'numeric', month: 'short' } as const;
const SHORT_OF_YEAR = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const LONG = { dateStyle: 'long' } as const;

function format(at: number, options: Intl.DateTimeFormatOptions): string {
  return formats.value(options).format(at);
}

/** "14:32" */
export function timeOfDay(at: number): string {
  return format(at, TIME);
}

/** "Sunday, 22 November 2026 at 14:32": for a title and for screen readers. */
export function fullTime(at: number): string {
  return format(at, FULL);
}

/** Titles a <time> once the pointer comes to it: of the hundreds that are drawn few are ever asked. */
export function titleTime({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLTimeElement) currentTarget.title = fullTime(Date.parse(currentTarget.dateTime));
}

/** "22 Nov 2026, 14:32": for what is copied elsewhere. */
export function stamp(at: number): string {
  return format(at, STAMP);
}

/** For the list: the time today, then "Yesterday", the weekday, the date. */
export function briefDate(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days <= 0) return timeOfDay(at);
  if (days === 1) return i18n.global.t('chat.yesterday');
  if (days < DAYS_OF_A_WEEK) return format(at, WEEKDAY);
  return shortDate(at, now);
}

/** For a day line: "Today", "Yesterday", the weekday with its date. */
export function dayName(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days === 0) return i18n.global.t('chat.today');
  if (days === 1) return i18n.global.t('chat.yesterday');
  if (days < DAYS_OF_A_WEEK && days > 0) return format(at, WEEKDAY);
  return format(at, sameYear(at, now) ? DAY : DAY_OF_YEAR);
}

/** "last seen 14:02", "last seen yesterday, 14:02", "last seen Thursday" */
export function lastSeen(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days <= 0) return i18n.global.t('chat.seen.today', { time: timeOfDay(at) });
  if (days === 1) return i18n.global.t('chat.seen.yesterday', { time: timeOfDay(at) });
  const day = days < DAYS_OF_A_WEEK ? format(at, WEEKDAY) : shortDate(at, now);
  return i18n.global.t('chat.seen.earlier', { day });
}

/** "2 Nov", with the year when it is another one. */
export function shortDate(at: number, now: number): string {
  return format(at, sameYear(at, now) ? SHORT : SHORT_OF_YEAR);
}

/** "22 November 2026" */
export function longDate(at: number): string {
  return format(at, LONG);
}

/** "Ada, Ben and Joon" */
export function listOf(names: readonly string[]): string {
  return new Intl.ListFormat(formatTag(), { type: 'conjunction' }).format(names);
}

function sameYear(at: number, now: number): boolean {
  return new Date(at).getFullYear() === new Date(now).getFullYear();
}
