import { setTimeout as pause } from 'node:timers/promises';
import type { Socket } from 'node:net';

/** What is wrong with one direction of a connection. All of it can change while bytes flow. */
export type Trouble = Readonly<{
  /** Every byte comes this much later, in order. */
  delayMs: number;
  /** Infinity for as fast as it goes. */
  bytesPerSecond: number;
  /** Nothing passes, not even the news that a side has gone: a cable that was pulled. */
  blackHole: boolean;
  /** The connection is reset once this many more bytes have passed; 0 resets it at the next byte, Infinity never. */
  cutAfterBytes: number;
}>;

export const NO_TROUBLE: Trouble = {
  delayMs: 0,
  bytesPerSecond: Infinity,
  blackHole: false,
  cutAfterBytes: Infinity,
};

/** What a lane may hold back before it stops reading, so that the sender feels a slow line. */
const HELD_MAX_BYTES = 16_384;
/** A slow line passes this many slices a second, so that it trickles and does not gush. */
const SLICES_PER_SECOND = 10;
const SLICE_MIN_BYTES = 64;

export type Lane = Readonly<{
  change(trouble: Trouble): void;
  /** Bytes that came out at the other end. */
  passed(): number;
  stop(): void;
}>;

type Held = { bytes: Buffer; due: number };

/** Carries bytes one way. @param cut resets the whole connection */
export function openLane(from: Socket, to: Socket, first: Trouble, cut: () => void): Lane {
  let trouble = first;
  let left = first.cutAfterBytes;
  const held: Held[] = [];
  let heldBytes = 0;
  let passed = 0;
  let ended = false;
  let stopped = false;
  let wake = () => {};

  from.on('data', (bytes: Buffer) => {
    held.push({ bytes, due: performance.now() + trouble.delayMs });
    heldBytes += bytes.length;
    if (heldBytes > HELD_MAX_BYTES || trouble.blackHole) from.pause();
    wake();
  });
  from.on('end', () => {
    ended = true;
    wake();
  });
  carry().catch(cut);
  return { change, passed: () => passed, stop };

  function change(next: Trouble): void {
    if (next.cutAfterBytes !== trouble.cutAfterBytes) left = next.cutAfterBytes;
    trouble = next;
    if (!next.blackHole) from.resume();
    wake();
  }

  function stop(): void {
    stopped = true;
    wake();
  }

  async function carry(): Promise<void> {
    while (!stopped) {
      const next = trouble.blackHole ? undefined : held[0];
      if (!next) {
        if (ended && !trouble.blackHole) return void to.end();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const wait = next.due - performance.now();
      if (wait > 0) await pause(wait);
      else await passSlice(next);
    }
  }

  async function passSlice(next: Held): Promise<void> {
    if (left === 0) return cut();
    const { bytesPerSecond } = trouble;
    const slice = next.bytes.subarray(0, Math.min(sliceSize(bytesPerSecond), left));
    next.bytes = next.bytes.subarray(slice.length);
    if (next.bytes.length === 0) held.shift();
    heldBytes -= slice.length;
    left -= slice.length;
    passed += slice.length;
    if (heldBytes <= HELD_MAX_BYTES && from.isPaused()) from.resume();
    if (!to.write(slice)) await drained(to);
    if (left === 0) return cut();
    if (bytesPerSecond !== Infinity) await pause((slice.length / bytesPerSecond) * 1_000);
  }
}

function sliceSize(bytesPerSecond: number): number {
  return Math.max(SLICE_MIN_BYTES, Math.floor(bytesPerSecond / SLICES_PER_SECOND));
}

/** Also settles when the socket is gone: then there is nothing to wait for. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
