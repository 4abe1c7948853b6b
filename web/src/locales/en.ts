import chat from './en/chat.json';
import common from './en/common.json';
import invitation from './en/invitation.json';
import message from './en/message.json';
import session from './en/session.json';
import settings from './en/settings.json';

export const en = { chat, common, invitation, message, session, settings };
