import { computed, onScopeDispose, readonly, shallowRef } from 'vue';
import { faultWords } from '../../locales/fault-words.ts';
import { onWorkerWord } from '../../platform/worker-words.ts';
import { mutate } from '../../sync/client.ts';
import { TestPushDevice } from './documents.ts';

/** Slow push services take a few seconds; nobody watches longer. */
export const ARRIVES_WITHIN_S = 20;

export const STEPS = ['server', 'taken', 'arrived', 'shown'] as const;
export type Step = (typeof STEPS)[number];
export type Mark = 'to-come' | 'waiting' | 'done' | 'failed';

/** How far a trial ring has come. `words`: what the server says of its failure. */
interface Trial {
  readonly at: Step;
  readonly how: 'waiting' | 'failed' | 'done';
  readonly words: string | null;
}

/** Rings this device from the server, and watches each step of the way. */
export function useTrial(deviceId: () => string) {
  const trial = shallowRef<Trial | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = onWorkerWord((word) => {
    if (word.word !== 'rang' || word.id !== deviceId() || trial.value === null) return;
    clearTimeout(timer);
    move('shown', word.shown ? 'done' : 'failed');
  });
  onScopeDispose(() => {
    end();
    clearTimeout(timer);
  });

  async function start(): Promise<void> {
    clearTimeout(timer);
    move('server', 'waiting');
    const answer = await mutate(TestPushDevice, { input: { id: deviceId() } });
    // It may be here before the server has said so.
    if (trial.value?.at === 'shown') return;
    if (!answer.ok) return move('server', 'failed', faultWords(answer));
    const result = answer.data.testPushDevice;
    if (result.__typename !== 'TestPushDeviceSuccess') return move('server', 'failed', result.words);
    if (!result.accepted) return move('taken', 'failed', result.failure);
    move('arrived', 'waiting');
    timer = setTimeout(() => move('arrived', 'failed'), ARRIVES_WITHIN_S * 1_000);
  }

  function move(at: Step, how: Trial['how'], words: string | null = null): void {
    trial.value = { at, how, words };
  }

  const marks = computed(() => STEPS.map((step) => ({ step, mark: markOf(step, trial.value) })));
  return { trial: readonly(trial), marks, start };
}

export function markOf(step: Step, trial: Pick<Trial, 'at' | 'how'> | null): Mark {
  if (trial === null) return 'to-come';
  const ahead = STEPS.indexOf(step) - STEPS.indexOf(trial.at);
  if (ahead === 0) return trial.how;
  return ahead < 0 ? 'done' : 'to-come';
}
