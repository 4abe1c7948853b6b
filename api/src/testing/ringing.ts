import { expect } from 'vitest';
import type { Ask } from './ask.ts';
import type { Person } from './person.ts';
import type { Browser } from './push-service.ts';

/** A device as its person sees it. */
export type Device = Readonly<{
  id: string;
  session: Readonly<{ id: string }>;
  service: string;
  preview: string;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  lastFailure: string | null;
  lastDecision: string | null;
  lastDecisionAt: string | null;
  deaf: boolean;
}>;

type Answer = Readonly<{
  __typename: string;
  code?: string;
  told?: string;
  fields?: readonly Readonly<{ path: readonly string[] }>[];
  device?: Device;
  removed?: boolean;
  accepted?: boolean;
  failure?: string | null;
  status?: number | null;
}>;

const DEVICE = `id session { id } service preview lastSuccessAt lastFailureAt lastFailure lastDecision lastDecisionAt deaf`;
const REFUSED = '... on InputError { fields { path } } ... on Error { code told: message }';

/** The verbs of Web Push, by the words of people. */
export function createRinging(ask: Ask) {
  const run = async (person: Person, verb: string, input: object, success: string): Promise<Answer> => {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
    const document = `mutation ($input: ${type}Input!) { answer: ${verb}(input: $input) {
      __typename ... on ${type}Success { ${success} } ${REFUSED} } }`;
    return (await ask<{ answer: Answer }>(person, document, { input })).answer;
  };
  const devices = async (person: Person): Promise<readonly Device[]> => {
    const { viewer } = await ask<{ viewer: { pushDevices: Device[] } }>(
      person,
      `{ viewer { pushDevices { ${DEVICE} } } }`,
    );
    return viewer.pushDevices;
  };
  return {
    devices,
    register: (person: Person, { subscription }: Pick<Browser, 'subscription'>, wish: object = {}) =>
      run(person, 'registerPushDevice', { ...subscription, ...wish }, `device { ${DEVICE} }`),
    remove: (person: Person, endpoint: string) => run(person, 'removePushDevice', { endpoint }, 'removed'),
    test: (person: Person, id: string) =>
      run(person, 'testPushDevice', { id }, `accepted failure status device { ${DEVICE} }`),
    /** Waits until the last decision on the person's newest device is the one given. */
    decided: (person: Person, decision: string) =>
      expect.poll(async () => (await devices(person))[0]?.lastDecision, PATIENCE).toBe(decision),
    /** Waits until the browser was told so many things. @returns them */
    rings: async (browser: Browser, times: number) => {
      await expect.poll(() => browser.told.length, PATIENCE).toBe(times);
      return browser.told.map(({ content }) => content);
    },
  };
}

const PATIENCE = { timeout: 15_000, interval: 20 };
