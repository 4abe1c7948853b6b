import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { isFeed, type Feed } from '../events/feed.ts';
import type { Audience, FanOut, Recipient } from './fan-out.ts';
import { nextFrame } from './frames.ts';
import { answeringVariables } from './sharing.ts';

/** Where the results of a subscription go. */
export type Outlet = Recipient &
  Readonly<{
    /** Resolves once the peer has taken most of what was written. */
    caughtUp(): Promise<void>;
    /** Called when the first of the log was read, or nothing could be: what follows takes its time. */
    hasBegun(): void;
    /** Called when the subscription is over: nothing is written any more. */
    close(): void;
  }>;

type Results = AsyncIterableIterator<ExecutionResult>;

/**
 * Begins a subscription. What a feed tells is written straight to the outlet, and the iterator only tells of the end;
 * other streams are answered item by item.
 */
export async function relay(fanOut: FanOut, args: ExecutionArgs, outlet: Outlet): Promise<Results | ExecutionResult> {
  const stream = await createSourceEventStream(args);
  if (Symbol.asyncIterator in stream && isFeed(stream)) return join(stream, fanOut, args, outlet);
  outlet.hasBegun();
  return Symbol.asyncIterator in stream ? each(args, stream) : stream;
}

function join(feed: Feed<object>, fanOut: FanOut, args: ExecutionArgs, outlet: Outlet): Results {
  const { schema, document, operationName, variableValues = {} } = args;
  const answering = answeringVariables(args);
  const variables = Object.fromEntries(Object.entries(variableValues ?? {}).filter(([name]) => answering.has(name)));
  const key = JSON.stringify([document.loc?.source.body, operationName, variables]);
  const asked = { schema, document, operationName, variableValues: variables };
  return told(feed, fanOut.join(key, asked, feed), outlet);
}

async function* each(args: ExecutionArgs, stream: AsyncIterable<unknown>): AsyncGenerator<ExecutionResult> {
  for await (const rootValue of stream) yield execute({ ...args, rootValue });
}

function told(feed: Feed<object>, audience: Audience, outlet: Outlet): Results {
  const before = feed.relay({ open: outlet.hasBegun, tell: (item) => audience.tell(item, outlet) });
  const pumped = pump(before, audience, outlet).finally(() => {
    outlet.hasBegun();
    outlet.close();
    audience.leave();
  });
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  return {
    async next() {
      await Promise.race([pumped, stopped]);
      return { done: true, value: undefined };
    },
    // Over at once for the peer; a reading that is under way ends in its own time.
    async return() {
      outlet.close();
      stop();
      void before.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Tells what came before the live feed, at the pace of the peer. */
async function pump(before: AsyncIterable<readonly object[]>, audience: Audience, outlet: Outlet): Promise<void> {
  for await (const items of before) {
    outlet.hasBegun();
    for (const result of await audience.resultsFor(items, outlet)) {
      if (result === null) return outlet.fail();
      outlet.write(nextFrame(outlet.id, result));
    }
    await outlet.caughtUp();
  }
}
