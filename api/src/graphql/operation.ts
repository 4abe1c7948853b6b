import { now } from '../events/replay.ts';
import type { Position } from '../events/cursor.ts';
import type { Caller, Services, Viewer } from '../viewer.ts';
import type { Context } from './context.ts';

type Ports = Partial<Pick<Context, 'setSessionCookie' | 'closeSlow' | 'unsentBytes'>>;

/** A fresh context for one operation. */
export function contextFor(requestId: string, caller: Caller, viewer: Viewer | null, ports: Ports): Context {
  let started: Promise<Position> | null = null;
  return {
    requestId,
    caller,
    viewer,
    get signedIn() {
      return this.viewer !== null;
    },
    startedAt: () => (started ??= now(caller.log)),
    setSessionCookie: ports.setSessionCookie ?? ignore,
    closeSlow: ports.closeSlow ?? ignore,
    unsentBytes: ports.unsentBytes ?? (() => 0),
  };
}

function ignore(): void {}

export type SharedContext = Context & Readonly<{ wasTouched(): boolean }>;

/**
 * A context for what is executed once for many who are signed in. It belongs to nobody: whoever looks at the viewer is
 * found out, and what they made of it must not be shown to anybody.
 */
export function sharedContext(requestId: string, services: Services): SharedContext {
  let touched = false;
  const caller = { ...services, address: '', userAgent: null };
  return {
    ...contextFor(requestId, caller, null, {}),
    signedIn: true,
    get viewer() {
      touched = true;
      return null;
    },
    set viewer(_nobody) {
      touched = true;
    },
    wasTouched: () => touched,
  };
}
