import chat from './en/chat.json';
import common from './en/common.json';
import install from './en/install.json';
import invitation from './en/invitation.json';
import message from './en/message.json';
import navigation from './en/navigation.json';
import notifications from './en/notifications.json';
import session from './en/session.json';
import settings from './en/settings.json';
import share from './en/share.json';
import storage from './en/storage.json';

export const en = {
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
