import { readonly, shallowRef } from 'vue';

const said = shallowRef('');

/** What the one polite live region of the page reads out. */
export const announcement = readonly(said);

/** Read out once, without moving the focus. Lists that change stay silent themselves: see UiAnnouncer.vue. */
export function announce(words: string): void {
  // The same words twice are no change to a screen reader; a space nobody hears makes them one.
  said.value = said.value === words ? `${words}\u00a0` : words;
}
