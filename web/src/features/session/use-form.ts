import { nextTick, readonly, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import * as v from 'valibot';
import { useI18n } from 'vue-i18n';
import { faultWords } from '../../locales/fault-words.ts';
import { problemsOf } from './model.ts';
import type { SignInOutcome } from './outcome.ts';

type Problems = Readonly<Record<string, string>>;

/** What the two sign-in forms share: check, send, and put each problem beside its field. */
export function useSignInForm<Input, Output>(
  schema: v.GenericSchema<Input, Output>,
  send: (input: Output) => Promise<SignInOutcome>,
  form: Readonly<Ref<HTMLFormElement | null>>,
) {
  const { t, te } = useI18n();
  const problems = shallowRef<Problems>({});
  const general = shallowRef<string>();
  const busy = shallowRef(false);

  // Where to mend is where to type.
  watch(problems, async () => {
    await nextTick();
    form.value?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  });

  async function submit(input: Input): Promise<void> {
    if (busy.value) return;
    general.value = undefined;
    const parsed = v.safeParse(schema, input);
    problems.value = parsed.success ? {} : worded(problemsOf(parsed.issues));
    if (!parsed.success) return;
    busy.value = true;
    file(await send(parsed.output));
  }

  /** A sign-in that worked stays busy: the next screen is on its way. */
  function file(outcome: SignInOutcome): void {
    busy.value = outcome.outcome === 'signed-in';
    if (outcome.outcome === 'invalid') {
      problems.value = Object.fromEntries(outcome.fields.map(({ path, message }) => [path.join('.'), message]));
    }
    if (outcome.outcome === 'username-taken') problems.value = { username: t('session.problem.usernameTaken') };
    if (outcome.outcome === 'wrong-credentials') general.value = t('session.problem.wrongCredentials');
    if (outcome.outcome === 'refused') general.value = outcome.words;
    if (outcome.outcome === 'no-answer') general.value = faultWords(outcome);
  }

  function worded(keys: Problems): Problems {
    return Object.fromEntries(Object.entries(keys).map(([field, key]) => [field, wordsFor(`session.problem.${key}`)]));
  }

  function wordsFor(key: string): string {
    return te(key) ? t(key) : key;
  }

  return { problems: readonly(problems), general: readonly(general), busy: readonly(busy), submit };
}
