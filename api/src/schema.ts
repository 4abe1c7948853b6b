import './graphql/errors.ts';
import './graphql/rate-limit.ts';
import './graphql/scalars.ts';
import './events/schema.ts';
import './features/user/schema.ts';
import './features/session/schema.ts';
import './features/settings/schema.ts';
import './features/chat/schema.ts';
import './features/invitation/schema.ts';
import './features/membership/schema.ts';
import './features/message/schema.ts';
import './features/signal/schema.ts';
import './features/push/schema.ts';
import { builder } from './graphql/builder.ts';
import { answerIdsAtOnce } from './graphql/nodes.ts';

/** The whole contract, as schema.graphql prints it. */
export const schema = answerIdsAtOnce(builder.toSchema());
