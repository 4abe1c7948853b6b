import { h } from 'vue';
import type { VNodeChild } from 'vue';
import type { Range } from '../../lib/fold.ts';

/** Text with its hits marked, as nodes and never as HTML. */
export function MarkedText({ text, ranges }: { text: string; ranges: readonly Range[] }): VNodeChild {
  let done = 0;
  const nodes = ranges.flatMap(([from, to]) => {
    const before = text.slice(done, from);
    done = to;
    return [before, h('mark', { class: 'hit' }, text.slice(from, to))];
  });
  return [...nodes, text.slice(done)];
}

MarkedText.props = { text: { type: String, required: true }, ranges: { type: Array, required: true } };
