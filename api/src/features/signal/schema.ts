import './schema/presence.ts';
import './schema/signal.ts';
import './schema/typing.ts';
