import { watch } from 'vue';
import type { Ref } from 'vue';

interface Parts {
  /** How many messages of the reader's own wait here to be sent. */
  readonly waiting: () => number;
  readonly live: Readonly<Ref<boolean>>;
  readonly toEnd: () => Promise<void>;
  readonly stickToEnd: () => void;
  readonly placeAtEnd: () => Promise<void>;
}

/** Whoever has written wants to see it stand there, wherever they were. What another window of theirs writes moves nobody. */
export function useWriting({ waiting, live, toEnd, stickToEnd, placeAtEnd }: Parts) {
  let wrote = false;

  watch(
    waiting,
    (count, before) => {
      if (!wrote || count <= before) return;
      wrote = false;
      if (live.value) stickToEnd();
      else void placeAtEnd();
    },
    { flush: 'post' },
  );

  return async function sent(): Promise<void> {
    wrote = true;
    await toEnd();
  };
}
