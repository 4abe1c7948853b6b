import { setTimeout as pause } from 'node:timers/promises';

type Work = (nth: number, due: number) => void;

/** Does a piece of work at a fixed pace, by the clock: who is late does not make the next one later. */
export async function pace(perSecond: number, count: number, work: Work, isOver = () => false): Promise<void> {
  const began = performance.now();
  for (let nth = 0; nth < count && !isOver(); nth++) {
    const due = began + (nth * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await pause(early);
    work(nth, due);
  }
}

/** Share of one core that this process has used since. */
export function startCpu(): () => number {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / (performance.now() - began);
  };
}
