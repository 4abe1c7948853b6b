import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { setImmediate as turn } from 'node:timers/promises';
import type { Feed } from '../events/feed.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Services } from '../viewer.ts';
import { nextBeginning, nextEnding, nextFrame } from './frames.ts';
import { overSocket, present, willPass } from './masking.ts';
import type { Context } from './context.ts';
import { contextFor, sharedContext, type SharedContext } from './operation.ts';
import { newId } from '../platform/ids.ts';
import { runRequest } from './request.ts';
import type { Outlet, Outlets } from './outlet.ts';
import { isShared } from './sharing.ts';

/** What subscribers have in common who asked for the same: the items of a feed are executed for all of them at once. */
export type Audience = Readonly<{
  /** Tells an item to a subscriber, together with all others who are told the same item in this turn. */
  tell(item: object, outlet: Outlet): void;
  /** The results for one subscriber alone, as JSON; null for one that could not be had just now. */
  resultsFor(items: readonly object[], outlet: Outlet): Promise<(string | null)[]>;
  /** One subscriber less. */
  leave(): void;
}>;

export type Asked = Readonly<{
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName: string | null | undefined;
  variableValues: Readonly<Record<string, unknown>>;
}>;

type Describe = Pick<Feed<object>, 'typeOf' | 'laneOf'>;
type Batch = Readonly<{ item: object; outlets: Outlet[] }>;
/** OWN: each has to be answered for themselves. */
type Answer = string | null | 'OWN';

/** So many sockets are written to before others have their turn. */
const WRITE_AT_ONCE = 1_000;
const OWN_AT_ONCE = 20;

/** One execution, one serialisation and one frame for each item and all who asked the same. */
export function createFanOut(services: Services, metrics: Metrics, sockets: Outlets) {
  const audiences = new Map<string, { audience: Audience; size: number }>();

  return { join };

  /** @param key stands for all of `asked`: who gives the same key asked the same */
  function join(key: string, asked: Asked, describe: Describe): Audience {
    const known = audiences.get(key) ?? { audience: assemble(key, asked, describe), size: 0 };
    audiences.set(key, known);
    known.size += 1;
    return known.audience;
  }

  function assemble(key: string, asked: Asked, { typeOf, laneOf }: Describe): Audience {
    const shared = new Map<string, boolean>();
    const answers = new WeakMap<object, Promise<Answer>>();
    const lanes = new Map<string, Promise<void>>();
    let current: Batch | null = null;

    return { tell, resultsFor, leave };

    function leave(): void {
      const known = audiences.get(key);
      if (known && --known.size === 0) audiences.delete(key);
    }

    function tell(item: object, outlet: Outlet): void {
      if (current?.item === item) return void current.outlets.push(outlet);
      const batch: Batch = { item, outlets: [outlet] };
      current = batch;
      const lane = laneOf(item);
      const turnInLane = lanes.get(lane);
      // Begun at once and written in turn: what takes longer to answer does not overtake, nor is it overtaken.
      const answer = answerOnce(item, sharedContext(newId(), services));
      const written = deliver(batch, answer, turnInLane).catch((error: unknown) => {
        present(error, services.logger);
        for (const each of batch.outlets) sockets.fail(each);
      });
      lanes.set(lane, written);
      void written.finally(() => {
        if (lanes.get(lane) === written) lanes.delete(lane);
      });
    }

    async function deliver(batch: Batch, answer: Promise<Answer>, before: Promise<void> | undefined): Promise<void> {
      const ready = await answer;
      await before;
      // Whoever is told this item from now on begins another batch.
      if (current === batch) current = null;
      if (ready === 'OWN') return deliverOwn(batch);
      if (ready === null) return batch.outlets.forEach((outlet) => sockets.fail(outlet));
      await write(batch.outlets, ready);
    }

    async function deliverOwn({ item, outlets }: Batch): Promise<void> {
      for (let from = 0; from < outlets.length; from += OWN_AT_ONCE) {
        await Promise.all(
          outlets.slice(from, from + OWN_AT_ONCE).map(async (outlet) => {
            const result = await answerOwn(item, ownContext(outlet));
            if (result === null) return sockets.fail(outlet);
            sockets.write(outlet, nextFrame(outlet.id, result));
            metrics.deliveries.inc();
          }),
        );
      }
    }

    /** Within one context what the items refer to is read together. */
    async function resultsFor(items: readonly object[], outlet: Outlet): Promise<(string | null)[]> {
      const common = sharedContext(newId(), services);
      const own = ownContext(outlet);
      const results = items.map(async (item) => {
        const answer = await answerOnce(item, common);
        return answer === 'OWN' ? answerOwn(item, own) : answer;
      });
      return Promise.all(results);
    }

    function answerOnce(item: object, context: SharedContext): Promise<Answer> {
      const known = answers.get(item);
      if (known) return known;
      const answer = answerShared(item, context);
      answers.set(item, answer);
      // What could not be had is not to be remembered.
      answer.then(
        (result) => result === null && answers.delete(item),
        () => answers.delete(item),
      );
      return answer;
    }

    async function answerShared(item: object, context: SharedContext): Promise<Answer> {
      const type = typeOf(item);
      const isAlike = shared.get(type) ?? isShared(asked, type);
      shared.set(type, isAlike);
      if (!isAlike) return 'OWN';
      metrics.executions.inc({ how: 'shared' });
      const result = await runRequest(context.requestId, () => run(context, item));
      if (!context.wasTouched()) return textOf(result);
      // A field looked at the viewer and does not say so by its mark: no harm is done, and it is to be mended.
      services.logger.error({ requestId: context.requestId, type }, 'a field depends on the viewer and is not marked');
      shared.set(type, false);
      return 'OWN';
    }

    function answerOwn(item: object, context: Context): Promise<string | null> {
      metrics.executions.inc({ how: 'own' });
      return runRequest(context.requestId, async () => textOf(await run(context, item)));
    }

    function ownContext({ peer: { viewer } }: Outlet): Context {
      return contextFor(newId(), viewer ?? { ...services, address: '', userAgent: null }, viewer, {});
    }

    async function run(contextValue: object, rootValue: object): Promise<ExecutionResult> {
      return execute({ ...asked, contextValue, rootValue });
    }
  }

  function textOf({ data, errors }: ExecutionResult): string | null {
    if (!errors) return JSON.stringify({ data });
    const presented = errors.map((error) => present(error, services.logger));
    return presented.some(willPass)
      ? null
      : JSON.stringify(overSocket({ data, errors: presented, extensions: undefined }));
  }

  async function write(outlets: readonly Outlet[], result: string): Promise<void> {
    let frame: Readonly<{ id: string | null; bytes: Buffer }> = { id: null, bytes: Buffer.alloc(0) };
    let ending: Buffer | null = null;
    for (const [nth, outlet] of outlets.entries()) {
      const { id } = outlet;
      if (frame.id !== id && outlets[nth + 1]?.id === id) frame = { id, bytes: nextFrame(id, result) };
      if (frame.id === id) sockets.write(outlet, frame.bytes);
      else {
        // Libraries give each subscription an id of its own: what such readers leave unread is still kept once for all of them.
        ending ??= nextEnding(result);
        sockets.writeParts(outlet, nextBeginning(id, ending), ending);
      }
      if (nth % WRITE_AT_ONCE === WRITE_AT_ONCE - 1) await turn();
    }
    metrics.deliveries.inc(outlets.length);
  }
}

export type FanOut = ReturnType<typeof createFanOut>;
