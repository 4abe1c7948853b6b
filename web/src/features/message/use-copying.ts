import { onScopeDispose, readonly, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { stamp } from '../../locales/dates.ts';
import { copyText } from '../../platform/clipboard.ts';
import { announce } from '../../ui/announcer.ts';
import { useChatWords } from '../chat/use-words.ts';
import { cleanText, type Quote } from './clean-text.ts';
import type { Bubble } from './model.ts';

const SAY_FOR_MS = 1_600;

/** Puts messages on the clipboard and says so, to eyes and ears. */
export function useCopying() {
  const { t } = useI18n();
  const { nameOf } = useChatWords();
  const said = shallowRef<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function quoteOf({ sender, at, text }: Bubble): Quote {
    return { name: nameOf(sender), time: stamp(at), text };
  }

  async function copy(bubbles: readonly Bubble[]): Promise<boolean> {
    const copied = await copyText(cleanText(bubbles.map(quoteOf)));
    said.value = t(copied ? 'message.copied' : 'message.notCopied');
    announce(said.value);
    clearTimeout(timer);
    timer = setTimeout(() => (said.value = null), SAY_FOR_MS);
    return copied;
  }

  onScopeDispose(() => clearTimeout(timer));
  return { said: readonly(said), quoteOf, copy };
}
