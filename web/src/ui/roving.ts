import { computed, nextTick, onBeforeUpdate, onUpdated, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { VirtualizerHandle } from 'virtua/vue';
import { nextFrame } from '../platform/frames.ts';
import { LIST_KEYS, pressed } from '../platform/shortcuts.ts';

const FRAMES_TO_MEASURE = 4;

interface Rows {
  readonly ids: Readonly<Ref<readonly string[]>>;
  /** Where the Tab key enters, as long as the focus is elsewhere. */
  readonly entry: () => string | null;
  readonly root: Readonly<ShallowRef<HTMLElement | null>>;
  readonly list: Readonly<ShallowRef<VirtualizerHandle | null>>;
}

/**
 * One stop for the Tab key in a virtual list; from there the arrow keys go on, also to rows that are not drawn yet. The
 * row of that stop has tabindex 0 and stays drawn, all others have -1.
 */
export function useRoving({ ids, entry, root, list }: Rows) {
  const focused = shallowRef<string | null>(null);
  const stop = computed(() => {
    const wanted = [focused.value, entry()].find((id) => id !== null && ids.value.includes(id));
    return wanted ?? ids.value[0] ?? null;
  });
  const stopIndex = computed(() => (stop.value === null ? -1 : ids.value.indexOf(stop.value)));
  /** The row that has the focus until the next one is there to take it. */
  const left = shallowRef<string | null>(null);
  const kept = computed(() =>
    [...new Set([stop.value, left.value])]
      .map((id) => (id === null ? -1 : ids.value.indexOf(id)))
      .filter((at) => at >= 0),
  );

  async function moveTo(index: number): Promise<void> {
    const id = ids.value[Math.min(ids.value.length - 1, Math.max(0, index))];
    if (id === undefined) return;
    left.value = focused.value;
    focused.value = id;
    await nextTick();
    list.value?.scrollToIndex(stopIndex.value, { align: 'nearest' });
    // A row that was not drawn comes with one of the next frames.
    for (let frame = 0; frame < FRAMES_TO_MEASURE && !focusStop(); frame += 1) await nextFrame();
    left.value = null;
  }

  function focusStop(): boolean {
    const element = root.value?.querySelector<HTMLElement>('li [tabindex="0"]') ?? null;
    element?.focus({ preventScroll: true });
    return element !== null && element === document.activeElement;
  }

  function onKeydown(event: KeyboardEvent): void {
    const key = pressed(LIST_KEYS, event);
    if (key === null || event.defaultPrevented) return;
    event.preventDefault();
    const page = rowsOfAPage();
    const places = {
      'next-row': stopIndex.value + 1,
      'previous-row': stopIndex.value - 1,
      'next-page': stopIndex.value + page,
      'previous-page': stopIndex.value - page,
      'first-row': 0,
      'last-row': ids.value.length - 1,
    };
    void moveTo(places[key]);
  }

  function rowsOfAPage(): number {
    const handle = list.value;
    const height = handle?.getItemSize(Math.max(0, stopIndex.value)) ?? 0;
    return handle === null || height === 0 ? 1 : Math.max(1, Math.floor(handle.viewportSize / height) - 1);
  }

  function onFocusin({ target }: FocusEvent): void {
    const id = target instanceof HTMLElement ? target.dataset['row'] : undefined;
    if (id !== undefined) focused.value = id;
  }

  function onFocusout({ relatedTarget }: FocusEvent): void {
    if (!(relatedTarget instanceof Node && root.value?.contains(relatedTarget))) focused.value = null;
  }

  // A row that moves up in the list is taken out and put in again, which would cost it the focus.
  let held: string | null = null;
  const hasFocus = () => root.value?.contains(document.activeElement) === true;
  onBeforeUpdate(() => (held = hasFocus() ? focused.value : null));
  onUpdated(async () => {
    const id = held;
    held = null;
    if (id === null || hasFocus()) return;
    await nextTick();
    // A list that is out of view has lost it for good.
    if (root.value?.checkVisibility() === true && ids.value.includes(id)) void moveTo(ids.value.indexOf(id));
  });

  return { stop, kept, onKeydown, onFocusin, onFocusout };
}
