import type { en } from './en.ts';
import chat from './it/chat.json';
import common from './it/common.json';
import install from './it/install.json';
import invitation from './it/invitation.json';
import message from './it/message.json';
import navigation from './it/navigation.json';
import notifications from './it/notifications.json';
import session from './it/session.json';
import settings from './it/settings.json';
import share from './it/share.json';
import storage from './it/storage.json';

export const it: typeof en = {
  chat,
  common,
  install,
  invitation,
  message,
  navigation,
  notifications,
  session,
  settings,
  share,
  storage,
};
