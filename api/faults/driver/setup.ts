import type { Chance } from '../chance.ts';
import type { History } from '../history.ts';
import type { Backoff } from './backoff.ts';

export type DeviceSetup = Readonly<{
  name: string;
  userId: string;
  token: string;
  /** Where nodes can be reached; when one fails the device goes to another. */
  nodes: readonly string[];
  history: History;
  chance: Chance;
  /** How messages are sent; either chooses anew for each try. */
  sends?: 'socket' | 'http' | 'either';
  backoff?: Backoff;
  /** Counts what it is shown, in order, and keeps nothing of it: for so many that the driver could not hold it all. */
  countsOnly?: boolean;
  /** The id of its subscription. The same on every line, unless set, lets the server use one frame for many. */
  subscription?: string;
  /** Comes from this address, e.g. 127.0.0.2. */
  localAddress?: string;
}>;
