import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installed } from './debian.mjs';

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The Redis that several nodes are tested with, installed where the system lets us; undefined when there is none. */
export function redisServer() {
  return installed(findRedis, 'Installing Redis', 'redis-server');
}

function findRedis() {
  const folders = (process.env.PATH ?? '').split(delimiter).concat(FOLDERS);
  const places = [process.env.REDIS_SERVER, ...folders.map((folder) => join(folder, 'redis-server'))];
  return places.find((path) => path && existsSync(path));
}
