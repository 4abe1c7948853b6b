import { existsSync, readdirSync } from 'node:fs';
import { installed } from './debian.mjs';

const LIBRARIES = '/usr/lib';

/** Two more engines for the browser tests, from Debian's packages, as settings for the tests. Without them those tests are skipped. */
export async function engines() {
  const firefox = await installed(findFirefox, 'Installing Firefox for the browser tests', 'firefox-esr');
  const webkit = await installed(
    findWebKit,
    'Installing WebKitGTK for the browser tests',
    'webkit2gtk-driver',
    'xvfb',
    'xauth',
  );
  return { ...(firefox && { FIREFOX: firefox }), ...(webkit && { WEBKIT: webkit }) };
}

function findFirefox() {
  return [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path));
}

/** The small browser that WebKit's driver drives, in a folder named by machine and version. */
function findWebKit() {
  if (!existsSync('/usr/bin/WebKitWebDriver') || !existsSync('/usr/bin/xvfb-run')) return undefined;
  const places = readdirSync(LIBRARIES).flatMap((machine) =>
    ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0'].map(
      (version) => `${LIBRARIES}/${machine}/${version}/MiniBrowser`,
    ),
  );
  return [process.env.WEBKIT, ...places].find((path) => path && existsSync(path));
}
