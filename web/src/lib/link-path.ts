const SCHEME = /^web\+ruggine:(\/\/)?/;
/** The places that a link from elsewhere may open; none of them does anything by being opened. */
const PLACES = /^\/(chats\/[^/?#]+|invitations|new|new\/group)?$/;

/** Where a link such as web+ruggine://chats/… leads inside the app; the front page for what is not one of ours. */
export function pathOfLink(link: unknown): string {
  if (typeof link !== 'string' || !SCHEME.test(link)) return '/';
  const path = `/${link.replace(SCHEME, '').replace(/^\/+|\/+$/g, '')}`;
  return PLACES.test(path) ? path : '/';
}
