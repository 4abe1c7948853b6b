import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { isFeed, type Feed } from '../events/feed.ts';
import type { Asked, FanOut } from './fan-out.ts';
import { nextFrame } from './frames.ts';
import type { Outlet, Outlets } from './outlet.ts';
import { answeringVariables } from './sharing.ts';

type Results = AsyncIterable<ExecutionResult>;

/** What a subscription tells its surroundings. */
export type Course = Readonly<{
  /** The first of the log was read, or nothing could be: what follows takes its time. */
  hasBegun(): void;
  /** A feed is over by itself: everything was told, or something went wrong. */
  isOver(error: unknown): void;
}>;

/** Begins subscriptions. */
export function createRelay(fanOut: FanOut, outlets: Outlets) {
  return { begin };

  /**
   * What a feed tells is written straight to the outlet; other streams are answered item by item.
   * @returns what ends the feed, or the answers
   */
  async function begin(
    args: ExecutionArgs,
    outlet: Outlet,
    course: Course,
  ): Promise<(() => void) | Results | ExecutionResult> {
    const stream = await createSourceEventStream(args);
    if (Symbol.asyncIterator in stream && isFeed(stream)) return join(stream, args, outlet, course);
    course.hasBegun();
    return Symbol.asyncIterator in stream ? each(args, stream) : stream;
  }

  function join(feed: Feed<object>, args: ExecutionArgs, outlet: Outlet, course: Course): () => void {
    const { key, asked } = askedBy(args);
    const audience = fanOut.join(key, asked, feed);
    let isLive = false;
    const { before, stop } = feed.relay({
      open() {
        isLive = true;
        course.hasBegun();
      },
      tell: (item) => audience.tell(item, outlet),
    });
    pump()
      .finally(course.hasBegun)
      .then(
        () => isLive || course.isOver(null),
        (error: unknown) => course.isOver(error),
      );
    return () => {
      outlet.open = false;
      audience.leave();
      stop();
    };

    /** Tells what came before the live feed, at the pace of the peer. */
    async function pump(): Promise<void> {
      for await (const items of before) {
        course.hasBegun();
        for (const result of await audience.resultsFor(items, outlet)) {
          if (result === null) return outlets.fail(outlet);
          outlets.write(outlet, nextFrame(outlet.id, result));
        }
        await outlets.caughtUp(outlet);
      }
    }
  }
}

async function* each(args: ExecutionArgs, stream: AsyncIterable<unknown>): AsyncGenerator<ExecutionResult, void> {
  for await (const rootValue of stream) yield execute({ ...args, rootValue });
}

/** Who asks the same has the same key, wherever they want to begin. */
function askedBy(args: ExecutionArgs): { key: string; asked: Asked } {
  const { schema, document, operationName } = args;
  const answering = answeringVariables(args);
  const given = Object.entries(args.variableValues ?? {});
  const variableValues = Object.fromEntries(given.filter(([name]) => answering.has(name)));
  const key = JSON.stringify([document.loc?.source.body, operationName, variableValues]);
  return { key, asked: { schema, document, operationName, variableValues } };
}
