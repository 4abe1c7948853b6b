import type { Scenario } from './scenario.ts';
import { flapping, halfOpen, lostAnswers, slowResume } from './scenarios/c-lines.ts';
import { pausedReaders } from './scenarios/c5-paused.ts';
import { herd } from './scenarios/h1-herd.ts';
import { killsInTheStatement } from './scenarios/n1-in-statement.ts';
import { namedKills, randomKills } from './scenarios/n1-kill.ts';
import { rollingRestarts } from './scenarios/n2-rolling-restart.ts';
import { freeze } from './scenarios/n3-freeze.ts';
import { fullDisk, poolExhausted, postgresKilled, slowDisk } from './scenarios/p-database.ts';
import { busHalfOpen, redisKilled, unreliableBus } from './scenarios/r-bus.ts';
import { randomFaults } from './scenarios/x1-random.ts';

/** All rows; those that share a world are run first. */
export const MATRIX: readonly Scenario[] = [
  randomKills,
  ...namedKills,
  ...killsInTheStatement,
  ...rollingRestarts,
  freeze,
  ...redisKilled,
  busHalfOpen,
  unreliableBus,
  ...postgresKilled,
  poolExhausted,
  ...slowDisk,
  fullDisk,
  ...flapping,
  halfOpen,
  lostAnswers,
  slowResume,
  ...pausedReaders,
  ...herd,
  randomFaults,
];

/** The rows that every test run takes: a few that together need about two minutes. */
export const SHORT: readonly string[] = [
  'N1 send.committed',
  'N1 hub.delivers',
  'N2',
  'R1 1 s',
  'P1 postmaster 2 s',
  'C1 short',
  'C3',
];
