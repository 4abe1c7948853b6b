/** For rows of a list that measures them: that is done before they are painted, and to hide them until then styles all in them anew. */
export const shownAtOnce = { visibility: 'visible' } as const;
