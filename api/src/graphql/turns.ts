/** Work of a crowd may take this much of one turn of the event loop; the rest is for those who are here. */
const SHARE_MS = 4;

/**
 * Does pieces of work in the order in which they came: at once when there are few, else some in each turn of the event
 * loop, so that thousands who knock at the same moment do not hold up everybody else.
 */
export function createTurns(shareMs = SHARE_MS): (work: () => void) => void {
  let waiting: (() => void)[] = [];
  let scheduled = false;
  let spentMs = 0;

  return (work) => {
    if (scheduled && spentMs >= shareMs) return void waiting.push(work);
    if (!scheduled) schedule();
    run(work);
  };

  function run(work: () => void): void {
    const began = performance.now();
    work();
    spentMs += performance.now() - began;
  }

  function schedule(): void {
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      spentMs = 0;
      const due = waiting;
      waiting = [];
      if (due.length > 0) schedule();
      for (const [nth, work] of due.entries()) {
        if (spentMs >= shareMs) {
          // Before those who came meanwhile.
          waiting = due.slice(nth).concat(waiting);
          return;
        }
        run(work);
      }
    });
  }
}
