import type { Server } from './connection.ts';
import type { Line } from './line.ts';
import { openLines } from './lines.ts';

/** What this node hears of Redis: one subscription per channel. */
export type Subscriptions = Readonly<{
  /** Begins to hear a channel that is not heard yet. Resolves once Redis has acknowledged it, or is known to be away. */
  open(channel: string, hear: (text: string) => void): Promise<void>;
  shut(channel: string): void;
  isUp(): boolean;
  close(): void;
}>;

type Events = Readonly<{
  /** All is heard again, and something may have passed unheard before. */
  gap(): void;
  down(reason: string): void;
}>;

export function openSubscriptions(server: Server, { gap, down }: Events): Subscriptions {
  const channels = new Map<string, (text: string) => void>();
  /** The line that each channel is heard on. */
  const places = new Map<string, Line>();
  const changed = new Set<string>();
  let flushed: Promise<void> = Promise.resolve();
  let planned: Promise<void> | null = null;

  const heard = (channel: string, text: string) => channels.get(channel)?.(text);
  const lines = openLines(server, { heard, up: gap, down, moved: () => {} }, () => {
    for (const channel of channels.keys()) changed.add(channel);
    plan().then(gap, () => {});
  });

  return {
    open(channel, hear) {
      channels.set(channel, hear);
      changed.add(channel);
      return plan();
    },
    shut(channel) {
      channels.delete(channel);
      changed.add(channel);
      plan().catch(() => {});
    },
    isUp() {
      const all = [...lines.all()];
      return all.length > 0 && all.every((line) => line.isUp());
    },
    close: lines.close,
  };

  /** All changes of one turn go together: when a node starts, thousands of devices come at once. */
  function plan(): Promise<void> {
    planned ??= new Promise((resolve) => {
      setImmediate(() => {
        planned = null;
        // A channel that was closed and opened again waits for the acknowledgement of its first opening.
        flushed = allOf([flushed, ...flush()]);
        resolve(flushed);
      });
    });
    return planned;
  }

  /** @returns the acknowledgements that are awaited */
  function flush(): Promise<void>[] {
    const come: [Line, string][] = [];
    const gone: [Line, string][] = [];
    for (const channel of changed) {
      const before = places.get(channel) ?? null;
      const after = channels.has(channel) ? lines.lineOf(channel) : null;
      if (before === after) continue;
      if (before) gone.push([before, channel]);
      if (after) come.push([after, channel]);
      if (after) places.set(channel, after);
      else places.delete(channel);
    }
    changed.clear();
    for (const [line, names] of byLine(gone)) line.release(names);
    return [...byLine(come)].map(([line, names]) => line.hold(names));
  }
}

async function allOf(waits: readonly Promise<void>[]): Promise<void> {
  await Promise.all(waits);
}

function byLine(pairs: readonly (readonly [Line, string])[]): Map<Line, string[]> {
  const lines = new Map<Line, string[]>();
  for (const [line, channel] of pairs) {
    const names = lines.get(line);
    if (names) names.push(channel);
    else lines.set(line, [channel]);
  }
  return lines;
}
