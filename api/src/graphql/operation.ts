import { now } from '../events/replay.ts';
import type { Position } from '../events/cursor.ts';
import type { Caller, Viewer } from '../viewer.ts';
import type { Context } from './context.ts';

type Ports = Partial<Pick<Context, 'setSessionCookie' | 'closeSlow'>>;

/** A fresh context for one operation. */
export function contextFor(requestId: string, caller: Caller, viewer: Viewer | null, ports: Ports): Context {
  let started: Promise<Position> | null = null;
  return {
    requestId,
    caller,
    viewer,
    startedAt: () => (started ??= now(caller.log)),
    setSessionCookie: ports.setSessionCookie ?? ignore,
    closeSlow: ports.closeSlow ?? ignore,
  };
}

function ignore(): void {}
