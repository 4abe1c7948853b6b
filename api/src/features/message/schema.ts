import './schema/message.ts';
import './schema/verbs.ts';
