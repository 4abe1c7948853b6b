import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { errand } from './errand.mjs';
import { isRoot } from './machine.mjs';

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The Redis that several nodes are tested with, installed where the system lets us; undefined when there is none. */
export async function redisServer() {
  const there = findRedis();
  if (there || !isRoot() || !existsSync('/usr/bin/apt-get')) return there;
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await errand('Fetching the list of packages', ['apt-get', 'update'], quiet);
  await errand('Installing Redis', ['apt-get', 'install', '-y', 'redis-server'], quiet);
  return findRedis();
}

function findRedis() {
  const folders = (process.env.PATH ?? '').split(delimiter).concat(FOLDERS);
  const places = [process.env.REDIS_SERVER, ...folders.map((folder) => join(folder, 'redis-server'))];
  return places.find((path) => path && existsSync(path));
}
