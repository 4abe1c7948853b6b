import type { Message } from './records.ts';

/**
 * A stretch of one chat without holes, reaching to the newest message heard of. Before the first page has come it holds
 * what arrived meanwhile, so that nothing falls between the page and the live events.
 */
export interface Timeline {
  /** In the order of seq. */
  readonly messages: readonly Message[];
  readonly loaded: boolean;
  /** Where older history goes on; null at the chat's beginning. */
  readonly olderCursor: string | null;
}

export const EMPTY_TIMELINE: Timeline = { messages: [], loaded: false, olderCursor: null };

export interface Page {
  readonly messages: readonly Message[];
  readonly olderCursor: string | null;
}

/** The newest page. What is held from before it stays only where the two overlap: a hole must never look like a whole. */
export function withNewestPage(timeline: Timeline, page: Page): Timeline {
  const first = page.messages[0];
  const overlaps = timeline.loaded && timeline.messages.some(({ uuid }) => uuid === first?.uuid);
  if (overlaps) return { ...timeline, messages: merge(timeline.messages, page.messages) };
  const arrivedMeanwhile = timeline.messages.filter(({ seq }) => seq >= (first?.seq ?? 0));
  return { messages: merge(arrivedMeanwhile, page.messages), loaded: true, olderCursor: page.olderCursor };
}

export function withOlderPage(timeline: Timeline, page: Page): Timeline {
  return { ...timeline, messages: merge(timeline.messages, page.messages), olderCursor: page.olderCursor };
}

/** A message that came live, as an echo or as the answer to sending. Repeats change nothing; older ones than we hold are history's to bring. */
export function withMessage(timeline: Timeline, message: Message): Timeline {
  const first = timeline.messages[0];
  if (timeline.loaded && timeline.olderCursor !== null && first !== undefined && message.seq < first.seq)
    return timeline;
  if (timeline.messages.some(({ uuid }) => uuid === message.uuid)) return timeline;
  return { ...timeline, messages: merge(timeline.messages, [message]) };
}

function merge(held: readonly Message[], fresh: readonly Message[]): Message[] {
  const byUuid = new Map([...held, ...fresh].map((message) => [message.uuid, message]));
  return [...byUuid.values()].sort((a, b) => a.seq - b.seq);
}
