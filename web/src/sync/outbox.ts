import { v7 } from 'uuid';
import { readonly, shallowRef } from 'vue';
import { idOf, type Act, type ActRecord, type Refusal } from './acts.ts';
import { wakeWorkerLater } from '../platform/background-sync.ts';
import { countSent } from '../platform/installing.ts';
import { addAct, drain, keepAct } from './draining.ts';
import { drafts } from './drafts.ts';
import { noteWaiting } from './keep-open.ts';
import { theStore } from './store/account.ts';
import type { Database } from './store/db.ts';
import { trouble, troubleOf } from './trouble.ts';

const last = shallowRef<ActRecord | null>(null);
/** What was kept last in this window, told as soon as it is kept: a screen can show it before it has read it. */
export const lastKept = readonly(last);

/** How things stand with what was done: taken by the server, refused, or waiting for it. */
export type Settled = 'done' | 'refused' | 'waiting';

/**
 * Writes a message: it is kept with the draft's end in one step, and goes out when the server can be reached.
 * @throws when the device has no room for it
 */
export async function send(chatId: string, text: string): Promise<void> {
  const uuid = v7();
  const draft = drafts.get(chatId);
  drafts.delete(chatId);
  try {
    await enqueueNew(uuid, { kind: 'send', chatId, uuid, text }, 'ends-draft');
  } catch (error) {
    if (draft !== undefined && !drafts.has(chatId)) drafts.set(chatId, draft);
    throw error;
  }
  countSent();
}

/**
 * Writes a message that was not typed in the chat: what is typed there stays.
 * @throws when the device has no room for it
 */
export async function sendAside(chatId: string, text: string): Promise<void> {
  const uuid = v7();
  await enqueueNew(uuid, { kind: 'send', chatId, uuid, text });
}

/** Keeps an act and tries it. @returns how it stands after the first attempt */
export async function enact(act: Exclude<Act, { kind: 'send' }>): Promise<Settled> {
  const id = idOf(act);
  const db = theStore();
  await enqueue(id, act);
  await drain(db, act.chatId);
  const [left] = await db.acts.where({ id }).toArray();
  if (left === undefined) return 'done';
  return left.refusal === null ? 'waiting' : 'refused';
}

/** In place of an earlier one of the same id. */
async function enqueue(id: string, act: Act): Promise<void> {
  const db = theStore();
  await keep(keepAct(db, id, act));
  sendOut(db, act);
}

async function enqueueNew(id: string, act: Act, endsDraft?: 'ends-draft'): Promise<void> {
  const db = theStore();
  const kept = db.transaction('rw', db.acts, db.drafts, async () => {
    const [record] = await Promise.all([addAct(db, id, act), endsDraft && db.drafts.delete(act.chatId)]);
    return record;
  });
  await keep(kept);
  sendOut(db, act);
}

/** Sends what is kept, and has the browser see to it when that comes to nothing. */
export function sendOut(db: Database, act: Act): void {
  void drain(db, act.chatId);
  void wakeWorkerLater('outbox').then((wakes) => noteWaiting(act, wakes));
}

/** @throws when the device has no room for it: nothing was done then */
async function keep(kept: PromiseLike<ActRecord>): Promise<void> {
  try {
    last.value = await kept;
  } catch (error) {
    trouble.value = troubleOf(error);
    throw error;
  }
  trouble.value = null;
}

/** The same again, at the end of the queue. */
export async function retry(id: string): Promise<void> {
  const [refused] = await theStore().acts.where({ id }).toArray();
  if (refused !== undefined) await enqueue(id, refused.act);
}

export async function discard(id: string): Promise<void> {
  await theStore().acts.where({ id }).delete();
}

/** Why the server would not have an act; null when it waits, or is off the list. */
export async function refusalOf(id: string): Promise<Refusal | null> {
  return (await theStore().acts.where({ id }).first())?.refusal ?? null;
}
