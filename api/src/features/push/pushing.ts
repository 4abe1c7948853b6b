import { z } from 'zod';
import type { Reading } from '../../events/reader.ts';
import type { Work } from '../../platform/jobs.ts';
import { decideChat } from './deciding.ts';
import { inviteDevice } from './inviting.ts';
import type { Means } from './means.ts';
import { toJobs } from './news.ts';
import { settleDevice } from './settling.ts';

/** Entries of the log that ring or take back, and what is read of them. */
export function pushReading(means: Means): Reading {
  return {
    name: 'push',
    onlyIf: 'EXISTS (SELECT FROM push_device)',
    kinds: ['MessageSent', 'ReadMoved', 'InvitationReceived'],
    take: (client, news) => toJobs(client, news, means.waitMs),
  };
}

/** What the jobs do that the log's entries became. Letters wait for strangers: however long, there is somebody to decide. */
export function pushWork(means: Means): readonly Work[] {
  return [
    { atOnce: 2, tasks: { 'push-chat': (payload) => decideChat(means, chatPayload.parse(payload)) } },
    {
      atOnce: 3,
      tasks: {
        'push-device': (payload) => settleDevice(means, devicePayload.parse(payload)),
        'push-invitation': (payload) => inviteDevice(means, invitationPayload.parse(payload)),
      },
    },
  ];
}

const attempt = z.int().min(1).default(1);
const chatPayload = z.object({ chatId: z.uuid() });
const devicePayload = z.object({ deviceId: z.uuid(), chatId: z.uuid(), attempt });
const invitationPayload = z.object({ deviceId: z.uuid(), invitationId: z.uuid(), attempt });
