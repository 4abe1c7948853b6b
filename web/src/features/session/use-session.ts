import { computed } from 'vue';
import { phase } from '../../sync/phase.ts';
import { replica } from '../../sync/replica.ts';
import type * as Entering from './entering.ts';
import type { SignInOutcome } from './outcome.ts';

export function useSession() {
  return { phase, me: computed(() => replica.me.value?.user ?? null), register, logIn };
}

/** What talks with the server is not needed to draw a door. Without a line it may be that it cannot be had. */
const entering = (): Promise<typeof Entering | null> => import('./entering.ts').catch(() => null);
const NO_ANSWER = { outcome: 'no-answer', fault: 'offline' } as const;

async function register(input: Parameters<typeof Entering.register>[0]): Promise<SignInOutcome> {
  return (await entering())?.register(input) ?? NO_ANSWER;
}

async function logIn(input: Parameters<typeof Entering.logIn>[0]): Promise<SignInOutcome> {
  return (await entering())?.logIn(input) ?? NO_ANSWER;
}
