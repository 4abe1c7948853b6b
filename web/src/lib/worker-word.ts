/** What the service worker tells the windows of the app. */
export type WorkerWord =
  /** Somebody wants to be there. */
  | { readonly word: 'open'; readonly path: string }
  /** A trial ring has arrived, and was shown or could not be. */
  | { readonly word: 'rang'; readonly id: string; readonly shown: boolean };
