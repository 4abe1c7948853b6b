import type { Hub } from './events/hub.ts';
import type { Log } from './events/log.ts';
import type { Limits } from './platform/limits.ts';
import type { Logger } from './platform/log.ts';
import type { Courier } from './platform/push/courier.ts';
import type { Signals } from './signals/signals.ts';

/** What a node offers to the verbs that run on it. */
export type Services = Readonly<{
  log: Log;
  hub: Hub;
  signals: Signals;
  limits: Limits;
  courier: Courier;
  logger: Logger;
  /** Has every node forget a session that has ended: to be called after COMMIT. */
  revoke: (sessionId: string) => void;
}>;

/** Somebody who asks, signed in or not. */
export type Caller = Services &
  Readonly<{
    /** The network address that limits count by. */
    address: string;
    /** What the client calls itself, at most 256 characters. */
    userAgent: string | null;
  }>;

/** A signed-in person on one of their devices. */
export type Viewer = Caller & Readonly<{ userId: string; sessionId: string }>;
