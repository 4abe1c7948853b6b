import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * How far somebody has heard the log. Serial ids become visible out of order, so "id above the last" would lose
 * rows for ever; transactions below a snapshot's xmin, however, are finished for good.
 *
 * What is still to be heard: every row with `xid >= base` and (`id > after` or `xid >= top`).
 */
export type Position = Readonly<{
  /** All rows of transactions below this one were heard. */
  base: bigint;
  /** All rows of transactions below this one with an id up to `after` were heard; `base <= top`. */
  top: bigint;
  after: bigint;
  /**
   * Set when the position was handed out with a live entry: the moment of that entry, in ms since 1970. Another
   * node may have committed an earlier entry and not yet told us of it, so replay reaches back a little further.
   */
  live: number | null;
}>;

/** The position of somebody whose knowledge is a snapshot in which all transactions below `xmin` are finished. */
export function positionAt(xmin: bigint): Position {
  return { base: xmin, top: xmin, after: 0n, live: null };
}

/** What makes a database itself: cursors of another one, or of a lost future, are refused. */
export type Identity = Readonly<{ epoch: string; secret: Uint8Array }>;

export type Unreadable = 'TAMPERED' | 'OTHER_EPOCH';

const SEAL_BYTES = 12;
const FORMAT = '1';

/** Writes a position as an opaque string that carries no rights and cannot be altered. */
export function sealCursor(position: Position, identity: Identity): string {
  const parts = [FORMAT, identity.epoch, position.base, position.top, position.after, position.live ?? ''];
  const text = parts.map(compact).join('.');
  return Buffer.concat([seal(text, identity), Buffer.from(text)]).toString('base64url');
}

/** Reads what sealCursor wrote. TAMPERED: not a cursor of ours. OTHER_EPOCH: of a history that is no longer this database's. */
export function openCursor(cursor: string, identity: Identity): Position | Unreadable {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== cursor) return 'TAMPERED';
  const text = bytes.subarray(SEAL_BYTES).toString('utf8');
  if (!timingSafeEqual(bytes.subarray(0, SEAL_BYTES), seal(text, identity))) return 'TAMPERED';
  const [format, epoch, base, top, after, live] = text.split('.');
  if (format !== FORMAT || !base || !top || !after || live === undefined) return 'TAMPERED';
  if (epoch !== identity.epoch) return 'OTHER_EPOCH';
  return {
    base: expand(base),
    top: expand(top),
    after: expand(after),
    live: live === '' ? null : Number(expand(live)),
  };
}

function seal(text: string, identity: Identity): Buffer {
  return createHmac('sha256', identity.secret).update(text).digest().subarray(0, SEAL_BYTES);
}

function compact(part: string | number | bigint): string {
  return typeof part === 'string' ? part : part.toString(36);
}

function expand(digits: string): bigint {
  return [...digits].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
}
