import { computed, onScopeDispose, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { showBadge } from '../platform/badge.ts';
import { closeNotices } from '../platform/shown-notices.ts';
import { attended } from '../platform/visibility.ts';
import { onWorkerWord } from '../platform/worker-words.ts';
import { phase } from '../sync/phase.ts';
import { replica } from '../sync/replica.ts';
import { totalUnread } from '../sync/unread.ts';

/** What the app is to the device around it: a badge, notifications that come and go, a place that they open. */
export function useDevice(): void {
  const { locale } = useI18n();
  const router = useRouter();
  const here = computed(() => phase.value.at === 'ready');

  watch(locale, (language) => void noteLanguage(language), { immediate: true });
  watch([here, totalUnread], ([isHere, count]) => isHere && void showBadge(count), { immediate: true });
  watch(here, (isHere) => isHere && void ringOn(), { immediate: true });
  // What was read here, or while nobody could tell the service worker, is no news any more.
  watch([here, totalUnread, attended], ([isHere]) => isHere && void closeNotices(wasRead));

  onScopeDispose(
    onWorkerWord((word) => {
      if (word.word === 'open') void router.push(word.path);
    }),
  );
}

async function noteLanguage(language: string): Promise<void> {
  const { keepLanguage } = await import('../sync/store/device.ts');
  await keepLanguage(language);
}

async function ringOn(): Promise<void> {
  const { keepRinging } = await import('../features/push/use-ringing.ts');
  await keepRinging();
}

function wasRead(chatId: string, seq: number): boolean {
  return (replica.chats.get(chatId)?.readSeq ?? 0) >= seq;
}
