/** A labelled part of the page that F6 goes to. Of nested ones the innermost counts. */
const LANDMARK = '[data-landmark]';
const CAN_HAVE_FOCUS = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex]';

/** Takes the focus to the next part of the page, or the one before; round and round. */
export function moveToLandmark(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>(LANDMARK)].filter(
    (part) => isShown(part) && part.querySelector(LANDMARK) === null,
  );
  const here = parts.findIndex((part) => part.contains(document.activeElement));
  const start = here < 0 && step < 0 ? 0 : here;
  const part = parts.at((start + step) % parts.length);
  if (part !== undefined) focusInto(part);
}

/** Where the Tab key would enter it; a part with nothing to stop at takes the focus itself. */
function focusInto(part: HTMLElement): void {
  const stop = [part, ...part.querySelectorAll<HTMLElement>(CAN_HAVE_FOCUS)].find(
    (element) => element.tabIndex >= 0 && isShown(element),
  );
  if (stop === undefined) part.tabIndex = -1;
  (stop ?? part).focus();
}

/** What has its room already and is not shown yet cannot take the focus. */
function isShown(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}
