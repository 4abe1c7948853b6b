import './schema/chat.ts';
import './schema/list.ts';
import './schema/events.ts';
