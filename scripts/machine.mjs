import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The Node that comes with the packages: the same one everywhere, whatever the machine has. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** The first release that can run npm, pnpm and these scripts. */
const OLDEST_NODE = [20, 19];

/** A reason to stop that the person at the keyboard can act on: printed as it is, without a trace. */
export class Refusal extends Error {}

/** Runs a command of the repository. What it throws ends the process: a sentence for a refusal, all of it for a bug. */
export async function command(work) {
  try {
    refuseStrangeMachine();
    await work();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}

export function say(line) {
  console.log(line);
}

export function isRoot() {
  return typeof process.getuid === 'function' && process.getuid() === 0;
}

export function exists(path) {
  return existsSync(join(ROOT, path));
}

function refuseStrangeMachine() {
  if (process.platform === 'win32') throw new Refusal('On Windows run Ruggine inside WSL.');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  if (isOld) {
    throw new Refusal(
      `Ruggine needs Node ${OLDEST_NODE.join('.')} or newer to start, and this is ${process.versions.node}.`,
    );
  }
}
