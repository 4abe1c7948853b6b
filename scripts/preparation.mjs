import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { errand } from './errand.mjs';
import { exists, Refusal, ROOT } from './machine.mjs';

const PNPM = 'pnpm@12.21.0';
/** Under node_modules, so that who removes that begins anew. */
const STAMPS = 'node_modules/.cache/ruggine';
const NEVER_INPUT = new Set(['node_modules', 'dist', 'generated', 'coverage']);

/** Made in this order when its inputs changed since it was last made, or when it is not there. */
const STEPS = [
  {
    name: 'packages',
    inputs: [
      'package.json',
      'api/package.json',
      'web/package.json',
      'e2e/package.json',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
    ],
    output: 'node_modules/.bin/node',
    make: () =>
      errand('Installing packages, a minute the first time', ['npx', '--yes', PNPM, 'install', '--frozen-lockfile'], {
        // Without a terminal pnpm asks nothing, and what builds the web app is installed on a server too.
        env: { CI: 'true', NODE_ENV: 'development' },
      }),
  },
  {
    name: 'database client',
    inputs: ['pnpm-lock.yaml', 'prisma/schema', 'api/prisma.config.ts'],
    output: 'api/src/generated/prisma/client.ts',
    make: () =>
      errand('Generating the database client', ['prisma', 'generate'], {
        folder: 'api',
        // Prisma would ask its makers for news.
        env: { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      }),
  },
  {
    name: 'web app',
    inputs: ['pnpm-lock.yaml', 'schema.graphql', 'tsconfig.json', 'web'],
    output: 'web/dist/index.html',
    make: () => errand('Building the web app', ['npm', 'run', '--silent', 'build'], { folder: 'web' }),
  },
];

/** Brings everything that is made from something else up to date. Costs milliseconds when it is. */
export async function prepare() {
  for (const step of STEPS) {
    const fingerprint = fingerprintOf(step.inputs);
    if (exists(step.output) && stampOf(step) === fingerprint) continue;
    // A step that is cut short must not pass for done.
    rmSync(stampFile(step), { force: true });
    await step.make();
    if (!exists(step.output)) throw new Refusal(`The ${step.name} should be in ${step.output} by now, and is not.`);
    mkdirSync(join(ROOT, STAMPS), { recursive: true });
    writeFileSync(stampFile(step), fingerprint);
  }
}

function stampFile(step) {
  return join(ROOT, STAMPS, step.name.replace(' ', '-'));
}

function stampOf(step) {
  try {
    return readFileSync(stampFile(step), 'utf8');
  } catch {
    return undefined;
  }
}

function fingerprintOf(inputs) {
  // Packages hold programs: a copy of the folder on another kind of machine needs its own.
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of inputs.flatMap((path) => filesIn(join(ROOT, path)))) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !NEVER_INPUT.has(name))
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
