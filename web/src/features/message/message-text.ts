import { h } from 'vue';
import type { VNodeChild } from 'vue';
import { tokenize } from './links.ts';

/** A message's words as nodes, never as HTML. A function, so that no white space slips in between them. */
export function MessageText({ text }: { text: string }): VNodeChild {
  return tokenize(text).map((token) =>
    token.kind === 'text'
      ? token.text
      : h(
          'a',
          { href: token.href, target: '_blank', rel: 'noopener noreferrer nofollow', class: 'message-link' },
          token.text,
        ),
  );
}

MessageText.props = { text: { type: String, required: true } };
