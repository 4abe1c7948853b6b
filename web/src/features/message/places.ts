/** Where a reader left a chat: the message at the top of the screen, and how far below its edge, in pixels. */
export interface Place {
  readonly seq: number;
  readonly inset: number;
}

/** By chat, for as long as the page lives; who left a chat at its end has no place in it. */
export const places = new Map<string, Place>();
