import type { World } from '../world/world.ts';

/** How often a node looks into the log for what the bus has lost, with time for the last sends to come through and be read. */
const TAIL_CHECK_MS = 10_000 + 6_000;

/** With a bus between the nodes what happens is told at once; without one, the others find it by looking. */
export function soonOrByLooking(soonMs: number): (world: World) => number {
  return ({ nodes, redis }) => (nodes.length === 1 || redis ? soonMs : Math.max(soonMs, TAIL_CHECK_MS));
}

/** Where a tail was lost that no bus tells of again. */
export function byLooking(soonMs: number): (world: World) => number {
  return ({ nodes }) => (nodes.length === 1 ? soonMs : Math.max(soonMs, TAIL_CHECK_MS));
}
