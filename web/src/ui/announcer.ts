import { readonly, shallowRef } from 'vue';

/** Long enough for a screen reader to have taken it in, short enough not to be met by one that reads the whole page. */
const STAYS_MS = 7_000;

interface Announcement {
  readonly id: number;
  readonly words: string;
}

const said = shallowRef<readonly Announcement[]>([]);
let count = 0;

/** What the one polite live region of the page reads out, in order. */
export const announcements = readonly(said);

/** Read out once, after what is being read, without moving the focus. Lists that change stay silent themselves: see UiAnnouncer.vue. */
export function announce(words: string): void {
  const announcement = { id: (count += 1), words };
  said.value = [...said.value, announcement];
  setTimeout(() => (said.value = said.value.filter((each) => each !== announcement)), STAYS_MS);
}

/** What was said to one person is not for the next. */
export function hush(): void {
  said.value = [];
}
