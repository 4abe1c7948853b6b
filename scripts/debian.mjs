import { existsSync } from 'node:fs';
import { errand } from './errand.mjs';
import { isRoot } from './machine.mjs';

/** What `find` finds; where it finds nothing and the system lets us, after Debian's packages were installed. */
export async function installed(find, title, ...packages) {
  const there = find();
  if (there || !isRoot() || !existsSync('/usr/bin/apt-get')) return there;
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await errand('Fetching the list of packages', ['apt-get', 'update'], quiet);
  await errand(title, ['apt-get', 'install', '-y', '--no-install-recommends', ...packages], quiet);
  return find();
}
