/**
 * Things that happen, told to one subscriber. Items are shared: all subscribers are given the same object, so that what
 * is made of it can serve all of them.
 */
export type Feed<Item extends object> = AsyncIterable<Item> &
  Readonly<{
    relay(sink: Sink<Item>): Relayed<Item>;
    /** The name of the item's GraphQL type. */
    typeOf(item: Item): string;
    /** Items of one lane keep their order. */
    laneOf(item: Item): string;
  }>;

export type Sink<Item> = Readonly<{
  /** Called when all from before was taken, and before the first item. */
  open(): void;
  tell(item: Item): void;
}>;

export type Relayed<Item> = Readonly<{
  /** What happened before, some at a time. When it ends and the sink was not opened, then all is over. */
  before: AsyncIterable<readonly Item[]>;
  /** Ends it at once: nothing more is told. */
  stop(): void;
}>;

/** GraphQL knows streams by their iterator; a feed has one for this alone. */
export function feedOf<Item extends object>(feed: Omit<Feed<Item>, typeof Symbol.asyncIterator>): Feed<Item> {
  return {
    ...feed,
    [Symbol.asyncIterator]() {
      throw new Error('a feed is relayed, not iterated');
    },
  };
}

export function isFeed(stream: object): stream is Feed<object> {
  return 'relay' in stream && 'laneOf' in stream && 'typeOf' in stream;
}
