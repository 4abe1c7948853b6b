import { onBeforeUnmount, onMounted, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { hovers, twoPanes } from '../../platform/media.ts';
import type { List } from './geometry.ts';
import type { Row } from './model.ts';
import { guessHeight, guessWords, type Setting } from './row-heights.ts';

const WORDS_MAX = 5_000;

/** Of words, in pixels: people use the same ones. */
const widths = new Map<string, number>();
/** As it was read last, and where: to read it costs a layout of the whole page, and most chats open in the same place. */
let last: { readonly setting: Setting; readonly where: string } | null = null;

interface Parts {
  readonly scroller: Readonly<ShallowRef<HTMLElement | null>>;
  readonly list: Readonly<ShallowRef<List | null>>;
  readonly rows: Readonly<Ref<readonly Row[]>>;
  readonly faces: () => boolean;
}

/**
 * For the list's `itemSize`: how high a row will be that was never drawn. A list that takes all rows for equally high moves
 * at each row that comes into view from above, which breaks off the browser's own scrolling.
 */
export function useRowHeights({ scroller, list, rows, faces }: Parts) {
  /** In the order of the rows as the list knows them. */
  let heights: readonly number[] = [];
  let known = new WeakMap<Row, number>();
  let setting = readLast();

  watch(rows, (next) => {
    // What the list still has to add up, it adds up with the heights of the rows that it has.
    void list.value?.scrollSize;
    heights = next.map(heightOf);
  });

  function heightOf(row: Row): number {
    setting ??= readAnew();
    const height = known.get(row) ?? guessHeight(row, setting);
    known.set(row, height);
    return height;
  }

  function readLast(): Setting | null {
    return last?.where === whereNow() ? { ...last.setting, faces: faces() } : null;
  }

  function readAnew(): Setting {
    // Words that were measured in another font, or before it was there, are measured again.
    widths.clear();
    const read = readSetting();
    last = { setting: read, where: whereNow() };
    return read;
  }

  function readSetting(): Setting {
    const element = scroller.value ?? document.body;
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas !== null) canvas.font = getComputedStyle(element).font;
    return {
      width: element.clientWidth,
      rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
      wide: twoPanes.value,
      faces: faces(),
      hovers: hovers.value,
      measure: (word) => widthOf(word, (each) => canvas?.measureText(each).width ?? 0),
    };
  }

  const observer = new ResizeObserver(() => {
    if (setting?.width === scroller.value?.clientWidth) return;
    setting = null;
    known = new WeakMap();
  });
  onMounted(() => scroller.value && observer.observe(scroller.value));
  onBeforeUnmount(() => observer.disconnect());

  return {
    heightAt: (index: number) => heights[index] ?? 0,
    /** Of a message that is no row yet, at least. */
    heightOfText: (text: string) =>
      guessWords({ text, mine: false, first: false, last: false }, (setting ??= readAnew())),
  };
}

function widthOf(word: string, measure: (word: string) => number): number {
  const width = widths.get(word) ?? measure(word);
  if (widths.size > WORDS_MAX) widths.clear();
  widths.set(word, width);
  return width;
}

/** What the setting hangs on, as far as it can be told without a layout. */
function whereNow(): string {
  const { dataset } = document.documentElement;
  return [innerWidth, twoPanes.value, hovers.value, dataset['text'], document.fonts.status].join(' ');
}
