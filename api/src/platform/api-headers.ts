/** What keeps a browser from treating an answer of the API as anything but data. Pages have more, from helmet. */
const API_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** As helmet has it for pages. */
const HSTS = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

export function apiHeaders(https: boolean): Readonly<Record<string, string>> {
  return https ? { ...API_HEADERS, ...HSTS } : API_HEADERS;
}
