import { setTimeout as pause } from 'node:timers/promises';
import { numberIn } from './publish.ts';
import { subscribe, type Target } from './subscribe.ts';
import { createTally, type Marks, type Tally } from './tally.ts';
import type { Wire } from './wire.ts';

export type Connect = Readonly<{ target: Target; tokens: readonly string[]; count: number }>;

type Receiver = {
  wire: Wire | null;
  marks: Marks;
  /** Told when it was turned away or its subscription failed. */
  onFailure: (reason: string) => void;
  /** Told at every message. */
  onMessage: () => void;
};

/** Devices that listen, each on a socket of its own. */
export type Crowd = Readonly<{
  tally: Tally;
  size(): number;
  /** A hundred at a time. */
  connect(connect: Connect): Promise<void>;
  /**
   * All at once and without jitter, trying again until everybody is in and has heard so many messages.
   * @returns when each had, in ms from the beginning, and how often a door was closed. Who is not back after two
   * minutes is given up: a time of two minutes stands for more.
   */
  comeBack(connect: Connect, missed: number): Promise<Readonly<{ times: readonly number[]; refusals: number }>>;
  /** Counts from this message on. @param atMost how many there will be */
  begin(first: number, atMost: number): void;
  /** Why what was heard cannot count; null when nothing speaks against it. */
  fault(): string | null;
  lastFrame(): string;
  drop(): void;
}>;

const AT_ONCE = 100;
/** What a client without any sense does when nobody tells it to wait longer. */
const AGAIN_AFTER_MS = 1_000;
export const GIVE_UP_MS = 120_000;

export function createCrowd(): Crowd {
  let receivers = new Set<Receiver>();
  let fault: string | null = null;
  let lastFrame = '';
  const tally = createTally();

  return {
    tally,
    size: () => receivers.size,
    async connect({ target, tokens, count }) {
      fault = null;
      for (let begun = 0; begun < count; begun += AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - begun) }, () => join());
        await Promise.all(some.map((receiver, nth) => enter(receiver, target, tokens, begun + nth))).catch(
          (error: unknown) => {
            throw new Error(`void: not all could connect: ${String(error)}`, { cause: error });
          },
        );
      }
    },
    async comeBack({ target, tokens, count }, missed) {
      fault = null;
      const began = performance.now();
      let refusals = 0;
      const comeBackOne = async (_: unknown, place: number): Promise<number> => {
        const receiver = join(missed);
        while (performance.now() - began < GIVE_UP_MS) {
          const failure = await stay(receiver, missed, () => enter(receiver, target, tokens, place));
          if (failure === null) return performance.now() - began;
          refusals += 1;
          await pause(retryAfter(failure));
        }
        return GIVE_UP_MS;
      };
      const patience = setTimeout(() => {
        for (const { onFailure } of receivers) onFailure('too late');
      }, GIVE_UP_MS);
      const times = await Promise.all(Array.from({ length: count }, comeBackOne));
      clearTimeout(patience);
      return { times, refusals };
    },
    begin(first, atMost) {
      for (const receiver of receivers) receiver.marks = blank(atMost);
      tally.begin(first);
    },
    fault: () => fault,
    lastFrame: () => lastFrame,
    drop() {
      const all = receivers;
      receivers = new Set();
      for (const { wire } of all) wire?.drop();
    },
  };

  function join(atMost = 0): Receiver {
    const receiver: Receiver = { wire: null, marks: blank(atMost), onFailure: accuse, onMessage: () => {} };
    receivers.add(receiver);
    return receiver;
  }

  function accuse(reason: string): void {
    fault = reason;
  }

  async function enter(receiver: Receiver, target: Target, tokens: readonly string[], place: number): Promise<void> {
    receiver.wire = await subscribe(target, tokens[place % tokens.length] ?? '', addressOf(place), {
      hear: (bytes) => hear(receiver, bytes),
      onClose(code, reason) {
        if (receivers.has(receiver)) receiver.onFailure(`closed with ${code} ${reason}`);
      },
    });
  }

  function hear(receiver: Receiver, bytes: Buffer): void {
    const number = numberIn(bytes);
    if (number >= 0) {
      lastFrame = bytes.toString();
      tally.heard(receiver.marks, number);
      receiver.onMessage();
    } else if (bytes.includes('"error')) receiver.onFailure(bytes.toString().slice(0, 300));
  }

  /** Comes in and listens until it has heard so many. @returns why that failed, null when it did not */
  async function stay(receiver: Receiver, missed: number, comeIn: () => Promise<void>): Promise<string | null> {
    const heard = Promise.withResolvers<string | null>();
    receiver.onFailure = heard.resolve;
    receiver.onMessage = () => {
      if (receiver.marks.count >= missed) heard.resolve(null);
    };
    comeIn().catch((error: unknown) => heard.resolve(String(error)));
    const failure = await heard.promise;
    receiver.onMessage = () => {};
    receiver.onFailure = failure === null ? accuse : () => {};
    if (failure !== null) receiver.wire?.drop();
    return failure;
  }
}

function blank(atMost: number): Marks {
  return { seen: new Uint8Array((atMost + 7) >> 3), count: 0 };
}

/** Fifty devices share an address. */
function addressOf(place: number): string {
  return `127.0.${1 + Math.floor(place / 50 / 250)}.${1 + (Math.floor(place / 50) % 250)}`;
}

/** What the closing server asked for, in seconds, if it did. */
function retryAfter(failure: string): number {
  const seconds = /(?:closed with 4429|retry-after:)\D*(\d+(?:\.\d+)?)/i.exec(failure)?.[1];
  return seconds === undefined ? AGAIN_AFTER_MS : Number(seconds) * 1_000;
}
