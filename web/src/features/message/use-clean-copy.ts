import { computed, onBeforeUnmount, onMounted, shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { cleanText, dragged, type Quote } from './clean-text.ts';
import type { Bubble, Row } from './model.ts';

/**
 * Copying by the mouse over several bubbles. The text is made from the rows: names, times and ticks are not glued into it,
 * and what was scrolled out of the page between the two ends is not lost.
 */
export function useCleanCopy(
  scroller: Readonly<ShallowRef<HTMLElement | null>>,
  rows: Readonly<Ref<readonly Row[]>>,
  quoteOf: (bubble: Bubble) => Quote,
) {
  const ends = shallowRef<readonly [string, string] | null>(null);

  function followSelection(): void {
    const [from, to] = [keyAt(getSelection()?.anchorNode), keyAt(getSelection()?.focusNode)];
    const collapsed = getSelection()?.isCollapsed !== false;
    ends.value = collapsed || from === null || to === null ? null : [from, to];
  }

  function keyAt(node: Node | null | undefined): string | null {
    const element = node instanceof Element ? node : node?.parentElement;
    const article = element?.closest<HTMLElement>('[data-key]');
    return article && scroller.value?.contains(article) === true ? (article.dataset['key'] ?? null) : null;
  }

  function onCopy(event: ClipboardEvent): void {
    const range = getSelection()?.rangeCount === 1 ? getSelection()?.getRangeAt(0) : undefined;
    if (ends.value === null || range === undefined || range.collapsed || event.clipboardData === null) return;
    const quotes = dragged(rows.value, ...ends.value)
      .map((bubble) => quoteOf({ ...bubble, text: chosenWords(bubble, range) }))
      .filter(({ text }) => text !== '');
    if (quotes.length === 0) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', cleanText(quotes));
  }

  /** Of a message at either end only what is marked. */
  function chosenWords(bubble: Bubble, range: Range): string {
    const words = scroller.value?.querySelector(`[data-key="${CSS.escape(bubble.key)}"] [data-words]`);
    if (!words || !range.intersectsNode(words)) return words ? '' : bubble.text;
    const part = document.createRange();
    part.selectNodeContents(words);
    if (words.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (words.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    return part.toString();
  }

  onMounted(() => document.addEventListener('selectionchange', followSelection));
  onBeforeUnmount(() => document.removeEventListener('selectionchange', followSelection));

  /** Rows that a selection hangs on: without them in the page the browser would let it go. */
  const anchored = computed(() => {
    const keys = ends.value;
    return keys === null ? [] : rows.value.flatMap(({ key }, index) => (keys.includes(key) ? [index] : []));
  });

  return { anchored, onCopy };
}
