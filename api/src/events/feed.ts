/**
 * Things that happen, told to one subscriber. Items are shared: all subscribers are given the same object, so that what
 * is made of it can serve all of them.
 */
export type Feed<Item extends object> = AsyncIterable<Item> &
  Readonly<{
    /**
     * What happened before, some at a time; then, once all of it was taken, the sink is opened and given what happens
     * from then on, and the iterator only tells of the end.
     */
    relay(sink: Sink<Item>): AsyncIterableIterator<readonly Item[]>;
    /** The name of the item's GraphQL type. */
    typeOf(item: Item): string;
    /** Items of one lane keep their order. */
    laneOf(item: Item): string;
  }>;

export type Sink<Item> = Readonly<{
  /** Called before the first item. */
  open(): void;
  tell(item: Item): void;
}>;

export function isFeed(stream: object): stream is Feed<object> {
  return 'relay' in stream && 'laneOf' in stream && 'typeOf' in stream;
}
