import calculateSlot from 'cluster-key-slot';
import { Cluster } from 'ioredis';
import type { Server } from './connection.ts';
import { openLine, type Line, type LineEvents } from './line.ts';

/** The lines to all masters. */
export type Lines = Readonly<{
  /** Where a channel is heard; null while the cluster has not said where its slots are. */
  lineOf(channel: string): Line | null;
  all(): Iterable<Line>;
  close(): void;
}>;

/** @param rerouted some channels belong to another line by now; lines that nothing leads to are closed after it */
export function openLines({ commands, connect }: Server, events: LineEvents, rerouted: () => void): Lines {
  if (commands instanceof Cluster) return clusterLines(commands, connect, events, rerouted);
  const line = openLine(connect(), () => 0, events);
  return { lineOf: () => line, all: () => [line], close: line.close };
}

/** ioredis could hear shards by itself, but tells neither of a line that came back nor of one that leads nowhere. */
function clusterLines(cluster: Cluster, connect: Server['connect'], events: LineEvents, rerouted: () => void): Lines {
  const lines = new Map<string, Line>();
  /** The master of each slot, as host and port. */
  let masters: readonly string[] = [];
  const moved = () => cluster.refreshSlotsCache(() => {});

  cluster.on('refresh', () => {
    const now = cluster.slots.map(([master = '']) => master);
    if (now.length === masters.length && now.every((master, slot) => master === masters[slot])) return;
    masters = now;
    const wanted = new Set(masters.filter((master) => master !== ''));
    for (const master of wanted) {
      if (!lines.has(master)) lines.set(master, openLine(connect(master), calculateSlot, { ...events, moved }));
    }
    rerouted();
    for (const [master, line] of lines) {
      if (wanted.has(master)) continue;
      line.close();
      lines.delete(master);
    }
  });

  return {
    lineOf: (channel) => lines.get(masters[calculateSlot(channel)] ?? '') ?? null,
    all: () => lines.values(),
    close() {
      for (const line of lines.values()) line.close();
    },
  };
}
