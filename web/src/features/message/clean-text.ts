import type { Bubble, Row } from './model.ts';

/** One message on the clipboard. */
export interface Quote {
  readonly name: string;
  readonly time: string;
  readonly text: string;
}

/** The words alone of one message; several each under who said it and when. */
export function cleanText(quotes: readonly Quote[]): string {
  const [only] = quotes;
  if (only !== undefined && quotes.length === 1) return only.text;
  return quotes.map(({ name, time, text }) => `${name}, ${time}\n${text}`).join('\n\n');
}

/** What a mouse has dragged over: the bubbles from one to another, the first and the last of them perhaps only in part. */
export function dragged(rows: readonly Row[], from: string, to: string): Bubble[] {
  const [one, other] = [rows.findIndex(({ key }) => key === from), rows.findIndex(({ key }) => key === to)];
  if (one < 0 || other < 0) return [];
  return rows
    .slice(Math.min(one, other), Math.max(one, other) + 1)
    .filter((row): row is Bubble => row.row === 'bubble');
}
