const FRAMES_PER_S = 200;
const FRAMES_BURST = 400;

/** A token bucket for the frames of one socket. @returns whether one more may come */
export function createMeter(): () => boolean {
  let left = FRAMES_BURST;
  let since = performance.now();
  return () => {
    const moment = performance.now();
    left = Math.min(FRAMES_BURST, left + ((moment - since) / 1_000) * FRAMES_PER_S);
    since = moment;
    left -= 1;
    return left >= 0;
  };
}
