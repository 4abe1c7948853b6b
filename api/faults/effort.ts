import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a run cost the driver: one that was too slow itself has seen nothing of the server. */
export type Effort = Readonly<{
  seconds: number;
  /** Share of one core. */
  cpu: number;
  /** 99th percentile of how late its event loop was. */
  lagMs: number;
  /** How late it was at the worst: so long no device of the driver's did anything. */
  stillMs: number;
}>;

/** @returns ends the measuring */
export function measureEffort(): () => Effort {
  const began = performance.now();
  const before = process.cpuUsage();
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  return () => {
    lag.disable();
    const used = process.cpuUsage(before);
    const elapsedMs = performance.now() - began;
    return {
      seconds: Math.round(elapsedMs / 100) / 10,
      cpu: Math.round((used.user + used.system) / elapsedMs / 10) / 100,
      lagMs: Math.round(lag.percentile(99) / 1e6),
      stillMs: Math.round(lag.max / 1e6),
    };
  };
}
