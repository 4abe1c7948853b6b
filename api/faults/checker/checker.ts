import { alive, clean, counters, monotonic } from './devices.ts';
import type { Evidence, Invariant, Violation } from './evidence.ts';
import { complete, oneOrder } from './order.ts';
import { model, secret } from './rights.ts';
import { closed, durable, once } from './sends.ts';

const CHECKS: Readonly<Record<Invariant, (evidence: Evidence) => Violation[]>> = {
  I1: durable,
  I2: once,
  I3: oneOrder,
  I4: complete,
  I5: closed,
  I6: counters,
  I7: secret,
  I8: monotonic,
  I10: alive,
  I11: clean,
  I12: model,
};

/** What of the invariants does not hold. Empty when all of them do. */
export function check(evidence: Evidence, invariants: readonly Invariant[] = ALL): Violation[] {
  return invariants.flatMap((invariant) => CHECKS[invariant](evidence));
}

export const ALL: readonly Invariant[] = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I10', 'I11', 'I12'];
