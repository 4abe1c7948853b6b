import { monitorEventLoopDelay } from 'node:perf_hooks';

const LOOK_EVERY_MS = 1_000;
/** Above it people notice: what can be left out is left out. */
const LAG_MAX_MS = 200;
/** One long pause within the second is an accident; who is overloaded is late nearly every time. */
const NEARLY_ALWAYS = 90;

export type Load = Readonly<{
  /** Whether the process was too busy, throughout the last second, to come to its work in time. */
  isHigh(): boolean;
  close(): void;
}>;

/** Measures how late the event loop is. */
export function watchLoad(): Load {
  const delays = monitorEventLoopDelay({ resolution: 20 });
  let high = false;
  delays.enable();
  const timer = setInterval(() => {
    high = delays.percentile(NEARLY_ALWAYS) / 1e6 > LAG_MAX_MS;
    delays.reset();
  }, LOOK_EVERY_MS).unref();
  return {
    isHigh: () => high,
    close() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
