/** Places in the life of a message where the fault kit (api/faults) ends the process, as a crash would. */
export type Failpoint = 'send.begins' | 'send.committed' | 'send.told' | 'hub.delivers';

/** How often each place may still be passed; null unless somebody asked for crashes. */
let passingsLeft: Map<string, number> | null = null;

/** @param setting places and which passing is the last, e.g. "send.committed:3,hub.delivers:1" */
export function armFailpoints(setting: string): void {
  passingsLeft = new Map();
  for (const item of setting.split(',')) {
    const [point = '', passing = '1'] = item.split(':');
    passingsLeft.set(point, Number(passing));
  }
}

/** Costs nothing unless armed. */
export function reached(point: Failpoint): void {
  if (passingsLeft === null) return;
  const left = passingsLeft.get(point);
  if (left === undefined) return;
  passingsLeft.set(point, left - 1);
  if (left === 1) process.kill(process.pid, 'SIGKILL');
}
