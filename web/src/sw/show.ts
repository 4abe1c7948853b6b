import type { Notice } from './notice.ts';
import { speak } from './words.ts';
import { worker, type RichOptions } from './worker.ts';

const ICON = '/icons/icon-192.png';
/** Android wants one colour on nothing. */
const BADGE = '/icons/badge-96.png';

export async function show({ title, body, tag, data, answerable }: Notice): Promise<void> {
  const say = await speak();
  const options: RichOptions = {
    body,
    tag,
    data,
    icon: ICON,
    badge: BADGE,
    renotify: true,
    // Where there is no field in a notification, "Reply" opens the chat.
    ...(answerable && {
      actions: [
        { action: 'reply', title: say('reply'), type: 'text', placeholder: say('replyHint') },
        { action: 'read', title: say('markRead') },
      ],
    }),
  };
  await worker.registration.showNotification(title, options);
}
