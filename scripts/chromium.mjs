import { existsSync } from 'node:fs';
import { errand } from './errand.mjs';
import { isRoot } from './machine.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that the browser tests drive, installed where the system lets us; undefined when there is none. */
export async function chromium() {
  const there = findChromium();
  if (there || !isRoot() || !existsSync('/usr/bin/apt-get')) return there;
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await errand('Fetching the list of packages', ['apt-get', 'update'], quiet);
  await errand('Installing Chromium for the browser tests', ['apt-get', 'install', '-y', 'chromium'], quiet);
  return findChromium();
}

function findChromium() {
  return [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path));
}
