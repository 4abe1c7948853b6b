import { readonly, shallowRef } from 'vue';

/** How the line to the server is, by the socket's own word. The browser's idea of being online is only a hint. */
export type Link = 'down' | 'connecting' | 'catching-up' | 'live';

const current = shallowRef<Link>('down');

export const link = readonly(current);

export function setLink(next: Link): void {
  current.value = next;
}
