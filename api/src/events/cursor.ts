import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/**
 * How far somebody has heard the log. Serial ids become visible out of order, so "id above the last" would lose
 * rows for ever; a snapshot, however, says of every transaction whether it was finished.
 *
 * What is still to be heard: every row with `xid >= base` and (`id > after` or xid not visible in `seen`).
 */
export type Position = Readonly<{
  /** All rows of transactions below this one were heard. */
  base: bigint;
  /** A pg_snapshot, `xmin:xmax:xip,…`: of what it sees, the rows with an id up to `after` were heard. */
  seen: string;
  after: bigint;
}>;

/** The position of somebody who knows all that a snapshot sees. */
export function positionAt(snapshot: string): Position {
  return { base: xminOf(snapshot), seen: snapshot, after: ID_MAX };
}

/** The position of somebody who knows all transactions below this one, and of the others nothing for certain. */
export function positionBelow(xid: bigint): Position {
  return { base: xid, seen: `${xid}:${xid}:`, after: 0n };
}

export const ID_MAX = 2n ** 63n - 1n;

function xminOf(snapshot: string): bigint {
  return BigInt(snapshot.split(':', 1)[0] ?? 0);
}

/** What makes a database itself: cursors of another one, or of a lost future, are refused. */
export type Identity = Readonly<{ epoch: string; secret: Uint8Array }>;

/** OTHER_EPOCH: of a history, or of a version of this program, that cannot be gone on from. */
export type Unreadable = 'TAMPERED' | 'OTHER_EPOCH';

const SEAL_BYTES = 12;
const FORMAT = '3';
/** Of more transactions than this at once a cursor forgets which were finished: some events will come again. */
const RUNNING_MAX = 90;

/** Writes a position as an opaque string that carries no rights and cannot be altered. */
export function sealCursor({ base, seen, after }: Position, identity: Identity): string {
  const running = seen.split(/[:,]/).length - 2;
  const kept = running > RUNNING_MAX ? positionBelow(xminOf(seen)).seen : seen;
  const text = [FORMAT, identity.epoch, base, kept, after === ID_MAX ? '' : after].join(' ');
  return Buffer.concat([seal(text, identity), Buffer.from(text)]).toString('base64url');
}

/** Reads what sealCursor wrote. TAMPERED: not a cursor of ours. OTHER_EPOCH: of a history that is no longer this database's. */
export function openCursor(cursor: string, identity: Identity): Position | Unreadable {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== cursor) return 'TAMPERED';
  const text = bytes.subarray(SEAL_BYTES).toString('utf8');
  if (!timingSafeEqual(bytes.subarray(0, SEAL_BYTES), seal(text, identity))) return 'TAMPERED';
  const [format, epoch, base = '', seen = '', after = ''] = text.split(' ');
  if (format !== FORMAT || epoch !== identity.epoch) return 'OTHER_EPOCH';
  return { base: BigInt(base), seen, after: after === '' ? ID_MAX : BigInt(after) };
}

const NAME_BYTES = 12;

/** What an event is called whenever it is told. It does not say how many there are. */
export function nameOfEntry(id: string, identity: Identity): string {
  return createHmac('sha256', keyOf(identity))
    .update(`event ${id}`)
    .digest()
    .subarray(0, NAME_BYTES)
    .toString('base64url');
}

function seal(text: string, identity: Identity): Buffer {
  return createHmac('sha256', keyOf(identity)).update(text).digest().subarray(0, SEAL_BYTES);
}

const keys = new WeakMap<Uint8Array, KeyObject>();

/** Made once: from bare bytes it would be made anew for each cursor, which takes longer than the seal. */
function keyOf({ secret }: Identity): KeyObject {
  const known = keys.get(secret) ?? createSecretKey(secret);
  keys.set(secret, known);
  return known;
}
