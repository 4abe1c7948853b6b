import { fold, hitsOf } from '../../lib/fold.ts';
import type { Range } from '../../lib/fold.ts';
import { fuzzy } from '../../lib/fuzzy.ts';
import type { Chat, Person } from '../../sync/records.ts';

export interface NamedChat {
  readonly chat: Chat;
  readonly title: string;
}

/** Where one can go: a chat, or somebody there is no private chat with yet. */
export type Place =
  | {
      readonly place: 'chat';
      readonly key: string;
      readonly chat: Chat;
      readonly name: string;
      readonly ranges: readonly Range[];
    }
  | {
      readonly place: 'person';
      readonly key: string;
      readonly person: Person;
      readonly name: string;
      readonly ranges: readonly Range[];
    };

interface Choice {
  /** Newest first. */
  readonly chats: readonly NamedChat[];
  readonly people: readonly Person[];
  readonly openId: string | null;
}

/** The places that are meant by what was typed, the likeliest first. For nothing typed: the other chats, newest first. */
export function placesFor(query: string, { chats, people, openId }: Choice): Place[] {
  if (query.trim() === '') {
    return chats.filter(({ chat }) => chat.id !== openId).map(({ chat, title }) => chatPlace(chat, title, []));
  }
  const ranked: { score: number; place: Place }[] = [];
  for (const { chat, title } of chats) {
    const match = fuzzy(query, title) ?? byUsername(query, chat.kind === 'PRIVATE' ? chat.pair : []);
    if (match !== null) ranked.push({ score: match.score, place: chatPlace(chat, title, match.ranges) });
  }
  for (const person of strangers(people, chats)) {
    const match = fuzzy(query, person.displayName) ?? byUsername(query, [person]);
    if (match !== null) ranked.push({ score: match.score - PERSON_BEHIND, place: personPlace(person, match.ranges) });
  }
  return ranked.sort((a, b) => b.score - a.score).map(({ place }) => place);
}

/** Who goes to a name mostly goes to a chat that is there. */
const PERSON_BEHIND = 10;
/** What is seen is the name; a username that matches is a reason that is not. */
const USERNAME_BEHIND = 20;

function byUsername(query: string, people: readonly Person[]): { score: number; ranges: readonly Range[] } | null {
  const matches = people
    .map(({ username }) => fuzzy(query.replace(/^@/, ''), username))
    .filter((each) => each !== null);
  if (matches.length === 0) return null;
  return { score: Math.max(...matches.map(({ score }) => score)) - USERNAME_BEHIND, ranges: [] };
}

function chatPlace(chat: Chat, name: string, ranges: readonly Range[]): Place {
  return { place: 'chat', key: chat.id, chat, name, ranges };
}

function personPlace(person: Person, ranges: readonly Range[]): Place {
  return { place: 'person', key: person.id, person, name: person.displayName, ranges };
}

/** Those there is no private chat with. */
export function strangers(people: readonly Person[], chats: readonly NamedChat[]): Person[] {
  const met = new Set(chats.flatMap(({ chat }) => (chat.kind === 'PRIVATE' ? chat.pair.map(({ id }) => id) : [])));
  return people.filter(({ id }) => !met.has(id));
}

export function holdsAll(text: string, words: readonly string[]): boolean {
  const folded = fold(text);
  return words.every((word) => folded.includes(word));
}

const SHOWN_BEFORE_HIT = 32;
const SHOWN = 160;

/** The part of a text around its first hit. */
export function excerptOf(text: string, words: readonly string[]): { text: string; ranges: readonly Range[] } {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const first = hitsOf(line, words)[0]?.[0] ?? 0;
  const start = first <= SHOWN_BEFORE_HIT ? 0 : wordStart(line, first - SHOWN_BEFORE_HIT, first);
  const cut = line.slice(start, start + SHOWN).replace(/[\uD800-\uDBFF]$/, '');
  const excerpt = `${start > 0 ? '…' : ''}${cut}${start + SHOWN < line.length ? '…' : ''}`;
  return { text: excerpt, ranges: hitsOf(excerpt, words) };
}

/** The first word that begins in a stretch, or its end where none does. */
function wordStart(line: string, from: number, to: number): number {
  const space = line.indexOf(' ', from);
  return space < 0 || space >= to ? to : space + 1;
}
