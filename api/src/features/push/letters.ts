import { hash } from 'node:crypto';
import type { PushPreview } from '../../generated/prisma/enums.ts';
import { globalId } from '../../platform/ids.ts';
import type { Letter } from '../../platform/push/courier.ts';

/** What may be shown on a locked screen, as far as the device wants it. */
type Preview = Readonly<{ sender: string | null; title: string | null; text?: string }>;

const VERSION = 1;
const WEEK_S = 604_800;
const DAY_S = 86_400;
/** Somebody looks at the screen and waits for it. */
const TEST_TTL_S = 60;
/** In characters: with all of them as long as UTF-8 and JSON can make them it still fits. */
const TEXT_MAX = 300;

type Place = Readonly<{ deviceId: string; chatId: string; seq: number; unread: number }>;

export function messageLetter(
  { deviceId, chatId, seq, unread }: Place,
  messageId: string,
  preview: Readonly<{ kind: PushPreview } & Required<Preview>>,
): Letter {
  return {
    content: {
      v: VERSION,
      kind: 'MESSAGE',
      chatId: globalId('Chat', chatId),
      messageId: globalId('Message', messageId),
      seq,
      unread,
      ...shown(preview.kind, { ...preview, text: beginningOf(preview.text) }),
    },
    topic: topicOf(deviceId, chatId),
    ttlSeconds: WEEK_S,
    urgency: 'high',
  };
}

/** Takes away what was shown: it was read elsewhere. Of the same topic, so that what was not delivered yet never is. */
export function readLetter({ deviceId, chatId, seq, unread }: Place): Letter {
  return {
    content: { v: VERSION, kind: 'READ', chatId: globalId('Chat', chatId), seq, unread },
    topic: topicOf(deviceId, chatId),
    ttlSeconds: DAY_S,
    urgency: 'normal',
  };
}

export function invitationLetter(
  deviceId: string,
  invitationId: string,
  { kind, unread, ...preview }: Readonly<{ kind: PushPreview; unread: number } & Preview>,
): Letter {
  return {
    content: {
      v: VERSION,
      kind: 'INVITATION',
      invitationId: globalId('Invitation', invitationId),
      unread,
      ...shown(kind, preview),
    },
    topic: topicOf(deviceId, invitationId),
    ttlSeconds: WEEK_S,
    urgency: 'normal',
  };
}

export function testLetter(deviceId: string): Letter {
  return {
    content: { v: VERSION, kind: 'TEST', id: globalId('PushDevice', deviceId) },
    topic: topicOf(deviceId, 'test'),
    ttlSeconds: TEST_TTL_S,
    urgency: 'high',
  };
}

function shown(kind: PushPreview, { sender, title, text }: Preview): object {
  if (kind === 'NOTHING') return {};
  const who = { ...(sender !== null && { sender }), ...(title !== null && { title }) };
  return kind === 'TEXT' && text !== undefined ? { ...who, text } : who;
}

/** Cut between characters. */
function beginningOf(text: string): string {
  const characters = Array.from(text);
  return characters.length <= TEXT_MAX ? text : `${characters.slice(0, TEXT_MAX - 1).join('')}…`;
}

const TOPIC_LENGTH = 32;

/** The push service sees it: the same for what belongs together on one device, and nothing else can be learnt from it. */
function topicOf(deviceId: string, about: string): string {
  return hash('sha256', `${deviceId} ${about}`, 'base64url').slice(0, TOPIC_LENGTH);
}
