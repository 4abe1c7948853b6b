/** Takes away notifications that the service worker has shown, where `isOver` says so of the chat and place they tell of. */
export async function closeNotices(isOver: (chatId: string, seq: number) => boolean): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) {
    const place = placeOf(notification.data);
    if (place !== null && isOver(place.id, place.seq)) notification.close();
  }
}

/** See sw/notice.ts. */
function placeOf(data: unknown): { readonly id: string; readonly seq: number } | null {
  if (typeof data !== 'object' || data === null || !('chat' in data)) return null;
  const { chat } = data;
  if (typeof chat !== 'object' || chat === null || !('id' in chat) || !('seq' in chat)) return null;
  return typeof chat.id === 'string' && typeof chat.seq === 'number' ? { id: chat.id, seq: chat.seq } : null;
}
