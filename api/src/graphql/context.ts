import type { Position } from '../events/cursor.ts';
import type { Caller, Viewer } from '../viewer.ts';
import { Unauthenticated } from './faults.ts';

/** What resolvers know of the operation they serve; the same over HTTP and WebSocket. */
export type Context = {
  /** Names this operation in answers and in the log. */
  readonly requestId: string;
  readonly caller: Caller;
  /** Null when nobody is signed in. Signing in sets it, so that the rest of the same operation sees what the person may see. */
  viewer: Viewer | null;
  /** Whether anybody is, without looking at who. */
  readonly signedIn: boolean;
  /** The log's position before the operation read anything; taken once, at the first call. */
  readonly startedAt: () => Promise<Position>;
  /** Signs a browser in or out. Does nothing where there are no cookies to set. */
  readonly setSessionCookie: (token: string | null) => void;
  /** Ends the connection because its subscriber reads too slowly. Does nothing over HTTP. */
  readonly closeSlow: () => void;
  /** How much the connection's peer has still to read. 0 over HTTP. */
  readonly unsentBytes: () => number;
};

/** A context whose viewer is known to be there: what the signedIn scope makes sure of. */
export type ViewerContext = Context & Readonly<{ viewer: Viewer }>;

/** The person whose operation it is. @throws {Unauthenticated} */
export function viewerIn({ viewer }: Context): Viewer {
  if (!viewer) throw new Unauthenticated();
  return viewer;
}
