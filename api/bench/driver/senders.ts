import { newId } from '../../src/platform/ids.ts';
import { obey } from '../remote.ts';
import { percentile } from '../statistics.ts';
import { openLine, openStubbornLine, type Line, type LineSettings } from './line.ts';
import { pace, startCpu } from './load.ts';

type Load = Readonly<{
  lines: readonly LineSettings[];
  /** What the lines ask in turns; $ID stands for a new UUIDv7. */
  bodies: readonly (readonly string[])[];
  /** What each good answer contains. */
  expect: string;
  seconds: number;
  /** Retries count into the time of an answer; without it a wrong answer voids the round. */
  stubborn?: boolean;
  /** All together; as fast as answers come when left out. */
  perSecond?: number;
}>;

export type Loaded = Readonly<{
  answered: number;
  perSecond: number;
  /** From the moment when it was due. */
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Of one core. */
  driverShare: number;
}>;

/** Asks over many lines at once and takes the time. Every answer is looked at. */
export type Senders = Readonly<{ load: (load: Load) => Promise<Loaded>; stop: () => void }>;

let stopped = false;

const senders: Senders = {
  async load(load) {
    stopped = false;
    const isGood = (answer: string): boolean => good(answer, load.expect);
    const lines = await Promise.all(
      load.lines.map((line) => (load.stubborn ? openStubbornLine(line, isGood) : openLine(line))),
    );
    try {
      return load.perSecond === undefined ? await flatOut(load, lines) : await paced(load, load.perSecond, lines);
    } finally {
      for (const line of lines) line.drop();
    }
  },
  stop() {
    stopped = true;
  },
};
obey(senders);

/** Each line asks again as soon as it was answered. */
async function flatOut({ bodies, expect, seconds }: Load, lines: readonly Line[]): Promise<Loaded> {
  const times: number[] = [];
  const began = performance.now();
  const cpu = startCpu();
  const until = began + seconds * 1_000;
  const busy = lines.map(async (line, place) => {
    for (let nth = 0; performance.now() < until && !stopped; nth++) {
      const asked = performance.now();
      check(await line.ask(body(bodies, place, nth)), expect);
      times.push(performance.now() - asked);
    }
  });
  await Promise.all(busy);
  return summary(times, performance.now() - began, cpu());
}

async function paced({ bodies, expect, seconds }: Load, perSecond: number, lines: readonly Line[]): Promise<Loaded> {
  const times: number[] = [];
  const answers: Promise<void>[] = [];
  const began = performance.now();
  const cpu = startCpu();
  const send = (nth: number, due: number): void => {
    const place = nth % lines.length;
    const answer = ask(lines[place], body(bodies, place, Math.floor(nth / lines.length)), due);
    // Told of below, once all are there.
    answer.catch(() => {});
    answers.push(answer);
  };
  await pace(perSecond, Math.round(perSecond * seconds), send, () => stopped);
  await Promise.all(answers);
  return summary(times, performance.now() - began, cpu());

  async function ask(line: Line | undefined, text: string, due: number): Promise<void> {
    check((await line?.ask(text)) ?? '', expect);
    times.push(performance.now() - due);
  }
}

function body(bodies: Load['bodies'], place: number, nth: number): string {
  const own = bodies[place % bodies.length] ?? [];
  return (own[nth % own.length] ?? '').replace('$ID', newId());
}

function check(answer: string, expect: string): void {
  if (!answer.includes(expect) || answer.includes('"errors"'))
    throw new Error(`void: answered ${answer.slice(0, 300)}`);
}

function good(answer: string, expect: string): boolean {
  return answer.includes(expect) && !answer.includes('"errors"');
}

function summary(times: readonly number[], ms: number, driverShare: number): Loaded {
  return {
    answered: times.length,
    perSecond: (times.length * 1_000) / ms,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    p99Ms: percentile(times, 0.99),
    maxMs: percentile(times, 1),
    driverShare,
  };
}
