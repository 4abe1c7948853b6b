import { placeMessage } from './apply.ts';
import { createOutbox, deliverOverHttp } from './outbox.ts';
import { replica } from './replica.ts';

/** The one of this device. */
export const outbox = createOutbox({ deliver: deliverOverHttp, sent: (message) => placeMessage(replica, message) });
