import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { Refusal, ROOT, say } from './machine.mjs';

const SAY_SO_EVERY_MS = 10_000;
const KEPT_OUTPUT = 100_000;

/** Runs a program to its end in silence, but for a line now and then, and shows what it said only when it failed. */
export async function errand(title, words, { folder = '', env = {} } = {}) {
  const began = Date.now();
  say(`${title} …`);
  const ticking = setInterval(() => say(`  … ${seconds(began)}`), SAY_SO_EVERY_MS);
  const output = [];
  try {
    const { code, interrupted } = await run(words, { folder, env, listen: (chunk) => output.push(chunk) });
    if (interrupted) throw new Refusal(`${title} was interrupted; the next start goes on from here.`);
    if (code === 0) return say(`  done in ${seconds(began)}`);
    console.error(output.join('').slice(-KEPT_OUTPUT).trimEnd());
    throw new Refusal(`${title} failed: "${words.join(' ')}" ended with code ${code}.`);
  } finally {
    clearInterval(ticking);
  }
}

/** Runs a program with its output shown as it comes; answers with its exit code. */
export async function show(words, { folder = '', env = {} } = {}) {
  const { code, interrupted } = await run(words, { folder, env });
  if (interrupted) throw new Refusal('Interrupted.');
  return code;
}

function run([program, ...rest], { folder, env, listen }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: join(ROOT, folder),
      env: { ...process.env, PATH: programs(folder), ...env },
      stdio: ['ignore', ...(listen ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
    });
    if (listen) for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen);
    let interrupted = false;
    const pass = (signal) => {
      interrupted = true;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const settle = (finish) => (value) => {
      for (const signal of signals) process.off(signal, pass);
      finish(value);
    };
    child.once(
      'error',
      settle(() => reject(new Refusal(`The program "${program}" could not be run; is it installed?`))),
    );
    child.once('close', (code, signal) => settle(resolve)({ code: exitCode(code, signal), interrupted }));
  });
}

/** The packages' own programs come first, as in an npm script. */
function programs(folder) {
  return [...new Set([folder, ''])]
    .map((top) => join(ROOT, top, 'node_modules', '.bin'))
    .concat(process.env.PATH ?? '')
    .join(delimiter);
}

/** What a shell would say of a program that a signal ended. */
export function exitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
