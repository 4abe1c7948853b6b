import { canonicalUsername } from '../../lib/username.ts';

/** Takes what was typed or pasted ("ben, @Cy dora") into the list: each name once, in canonical form. */
export function addUsernames(names: readonly string[], typed: string): readonly string[] {
  const fresh = typed
    .split(/[\s,;]+/u)
    .map(canonicalUsername)
    .filter((name) => name !== '');
  return [...new Set([...names, ...fresh])];
}
