import { readonly, shallowRef } from 'vue';
import { announce } from '../announcer.ts';

export interface Toast {
  readonly id: number;
  readonly words: string;
  readonly action: { readonly words: string; readonly act: () => void } | null;
}

/** Long enough to read twice; with something to do, long enough to reach it. */
const SHOWN_MS = 6_000;
const SHOWN_WITH_ACTION_MS = 10_000;
/** More than these nobody reads; the oldest goes. */
const AT_ONCE = 3;

const current = shallowRef<readonly Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let lastId = 0;

export const toasts = readonly(current);

/** Says what was done, in passing. What the reader must not miss belongs on the page. */
export function toast(words: string, action: Toast['action'] = null): void {
  lastId += 1;
  const next = { id: lastId, words, action };
  for (const { id } of current.value.slice(0, 1 - AT_ONCE)) dismiss(id);
  current.value = [...current.value, next];
  announce(action === null ? words : `${words} ${action.words}`);
  start(next);
}

export function dismiss(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  current.value = current.value.filter((each) => each.id !== id);
}

/** While the pointer or the focus is on them, they stay. */
export function holdToasts(): void {
  for (const timer of timers.values()) clearTimeout(timer);
}

export function releaseToasts(): void {
  for (const each of current.value) start(each);
}

function start({ id, action }: Toast): void {
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => dismiss(id), action === null ? SHOWN_MS : SHOWN_WITH_ACTION_MS),
  );
}
