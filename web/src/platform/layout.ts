import { computed, readonly, shallowRef, watchEffect } from 'vue';
import { readStored, writeStored } from './storage.ts';

/** How wide the list may be, in pixels; the usual width is that of styles/tokens.css. */
export const LIST_WIDTH = { least: 260, most: 560, usual: 356 };

const windowWidth = shallowRef(innerWidth);
addEventListener('resize', () => (windowWidth.value = innerWidth));

const chosenWidth = shallowRef(parseWidth(readStored('list-width')));
const chosenDetails = shallowRef(readStored('details') !== 'closed');

/** The widest that leaves the conversation its half. */
export const widestList = computed(() => Math.max(LIST_WIDTH.least, Math.min(LIST_WIDTH.most, windowWidth.value / 2)));

/** As it is drawn: what was chosen in a large window may be too much for this one. */
export const listWidth = computed(() => Math.round(Math.min(chosenWidth.value, widestList.value)));

/** Whether the details stand beside the conversation where there is room for them. */
export const detailsOpen = readonly(chosenDetails);

export function chooseListWidth(px: number): void {
  chosenWidth.value = Math.round(Math.min(widestList.value, Math.max(LIST_WIDTH.least, px)));
  writeStored('list-width', chosenWidth.value === LIST_WIDTH.usual ? null : String(chosenWidth.value));
}

export function openDetails(open: boolean): void {
  chosenDetails.value = open;
  writeStored('details', open ? null : 'closed');
}

/** For the style sheets, also before anybody is known to be signed in. */
export function paintListWidth(): void {
  watchEffect(() => document.documentElement.style.setProperty('--list-w', `${listWidth.value}px`));
}

function parseWidth(stored: string | null): number {
  const px = Number(stored ?? NaN);
  return px >= LIST_WIDTH.least && px <= LIST_WIDTH.most ? px : LIST_WIDTH.usual;
}
