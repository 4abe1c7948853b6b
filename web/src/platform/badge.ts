/** What waits, on the app's icon where the platform has one. Used by windows and by the service worker. */
export async function showBadge(count: number): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  // Not installed, or not allowed: then there is nowhere to show it.
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {});
}
