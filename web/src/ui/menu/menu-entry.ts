import type { Component } from 'vue';

/** A verb in a menu, or a line between groups of them. */
export type MenuEntry =
  | {
      readonly words: string;
      readonly act: () => void;
      readonly icon?: Component;
      /** The keys that do the same, as they are printed on them. */
      readonly keys?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
    }
  | 'line';

/** Where a menu hangs: an element, or the point that was pressed. */
export type MenuAnchor = { readonly getBoundingClientRect: () => DOMRect };
