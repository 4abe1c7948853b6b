/** `npm test`: installs what the tests need, runs all of them, and says at the end how many passed. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { engines } from './engines.mjs';
import { show } from './errand.mjs';
import { command, exists, NODE, Refusal, ROOT, say } from './machine.mjs';
import { prepare } from './preparation.mjs';
import { redisServer } from './redis.mjs';

const RESULTS = '.cache/test-results';

await command(async () => {
  await prepare();
  rmSync(join(ROOT, RESULTS), { recursive: true, force: true });
  mkdirSync(join(ROOT, RESULTS), { recursive: true });
  const browser = await chromium();
  const redis = await redisServer();
  const bus = redis ? { REDIS_SERVER: redis } : {};
  const counts = [await runSuite('api', bus), await runSuite('web')];
  if (browser) counts.push(await runSuite('e2e', { ...bus, ...(await engines()), CHROMIUM: browser }));
  const passed = sum(counts.map((count) => count.passed));
  const failed = sum(counts.map((count) => count.failed));
  if (!browser) say('\nThe browser tests did not run: install Chromium, or set CHROMIUM to where it is.');
  if (!redis) {
    say('\nThe tests of several nodes did not run: install Redis, or set REDIS_SERVER to where redis-server is.');
  }
  say(`\n${passed} passed, ${failed} failed`);
  if (failed > 0 || !browser || !redis) process.exitCode = 1;
});

async function runSuite(name, env = {}) {
  if (!exists(`${name}/vitest.config.ts`)) throw new Refusal(`The tests of ${name} are not where they should be.`);
  say(`\n── ${name} ──`);
  const report = join(ROOT, RESULTS, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await show([NODE, 'node_modules/vitest/vitest.mjs', 'run', ...reporters], { folder: name, env });
  return countIn(report, code);
}

/** A run that broke off, or a file that could not be loaded, counts as a failure though no test of it failed. */
function countIn(report, code) {
  const { passed, failed } = readReport(report);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function readReport(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
