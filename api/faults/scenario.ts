import type { Chance } from './chance.ts';
import type { Invariant } from './checker/evidence.ts';
import type { Crowd } from './crowd.ts';
import type { DeviceSetup } from './driver/setup.ts';
import type { History } from './history.ts';
import type { World, WorldWishes } from './world/world.ts';

/** One row of the matrix: a fault, and what must hold under it. */
export type Scenario = Readonly<{
  /** E.g. "N1 committed": the row, and which way of it. */
  name: string;
  title: string;
  /** What is checked; all that can be checked when left out. */
  invariants?: readonly Invariant[];
  /** The world it needs. A private one is not used by other scenarios before or after. */
  world?: Partial<Omit<WorldWishes, 'redis' | 'logs'>> & Readonly<{ private?: boolean }>;
  /** Time from the end of the fault until everything must be level. */
  limitMs(world: World): number;
  /** Fewer acknowledged sends than this make the run void. */
  least: number;
  crowd?: CrowdWishes;
  run(stage: Stage): Promise<void>;
}>;

export type CrowdWishes = Readonly<{
  people?: number;
  devicesEach?: number;
  groups?: number;
  /**
   * How devices reach the nodes. doors: a fault proxy before each, and a device tries one after the other. direct: the
   * same without the doors, for crowds whose connections would be too many. balancer: one address for all.
   */
  way?: 'doors' | 'direct' | 'balancer';
  device?: Partial<DeviceSetup>;
}>;

/** Thrown by a scenario that cannot be run on this machine: it is reported as not run. */
export class NotHere extends Error {}

/** What a scenario acts on. */
export type Stage = Readonly<{
  world: World;
  history: History;
  chance: Chance;
  crowd: Crowd;
  /** The fault begins. */
  fault(name: string): void;
  /** The fault is over: the clock for being level runs from here; the last call counts. */
  faultOver(): void;
  /** Whether all devices are level with the database before the time is over. */
  levelWithin(ms: number): Promise<boolean>;
  /** Something that this scenario alone demands, beyond the invariants. */
  demand(holds: boolean, otherwise: string): void;
  /** Called once all has been checked. */
  afterwards(work: () => Promise<void>): void;
  /** A figure for the report. */
  note(name: string, value: number | string): void;
}>;
