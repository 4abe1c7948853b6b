/** What is waited for on the screen. */
export interface Wanted {
  selector: string;
  text?: string;
  /** It is waited for until there is none. */
  gone?: boolean;
}

/** What the page tells about itself, in its own time: milliseconds since its navigation began. */
interface Watch {
  /** When the first chats stood in the list. */
  listed: Promise<number>;
  /** When the person last clicked or pressed Enter. */
  input: number;
  /** When the browser last said that the line is back. */
  online: number;
  /** When a frame with it was painted. */
  painted(wanted: Wanted): Promise<number>;
  /** Intervals between frames from now on. */
  frames(): { stop(): number[] };
  /** Every task above 50 ms so far. */
  longTasks: { at: number; took: number }[];
}

declare global {
  interface Window {
    bench: Watch;
  }
}

/** Set in the page before any script of its own runs. It is sent there as text, and sees nothing of this file. */
export function watchPage(): void {
  const longTasks: Watch['longTasks'] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ at: startTime, took: duration });
  }).observe({ type: 'longtask', buffered: true });

  const isThere = ({ selector, text = '' }: Wanted): boolean =>
    [...document.querySelectorAll(selector)].some((element) => {
      // What costs a layout is asked last: looking must not slow down what it looks at.
      if (!element.textContent.includes(text)) return false;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });

  const painted = (wanted: Wanted): Promise<number> =>
    new Promise((resolve) => {
      // What an observer of sizes sees is what is painted: it is told after all that came before in the frame, a list's own
      // measuring included.
      const look = () => {
        const observer = new ResizeObserver(() => {
          observer.disconnect();
          if (isThere(wanted) === (wanted.gone ?? false)) return requestAnimationFrame(look);
          // A task of this kind is the next after the frame, whatever else waits by then.
          void scheduler.postTask(() => resolve(performance.now()), { priority: 'user-blocking' });
          return undefined;
        });
        observer.observe(document.documentElement);
      };
      requestAnimationFrame(look);
    });

  const frames = () => {
    const intervals: number[] = [];
    let before = performance.now();
    let on = true;
    const look = (now: number) => {
      intervals.push(now - before);
      before = now;
      if (on) requestAnimationFrame(look);
    };
    requestAnimationFrame((now) => {
      before = now;
      requestAnimationFrame(look);
    });
    return { stop: () => ((on = false), intervals) };
  };

  const listed = painted({ selector: 'nav[aria-label="Chats"] li a' });
  window.bench = { listed, input: 0, online: 0, painted, frames, longTasks };
  addEventListener('click', ({ timeStamp }) => (window.bench.input = timeStamp), true);
  addEventListener('keydown', ({ key, timeStamp }) => key === 'Enter' && (window.bench.input = timeStamp), true);
  addEventListener('online', () => (window.bench.online = performance.now()), true);
}
