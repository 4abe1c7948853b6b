import { withLock } from '../platform/locks.ts';
import { stopTyping } from './apply-signal.ts';
import type { Errand } from './apply.ts';
import { fetchChat, fetchWanted } from './chats.ts';
import { news } from './client.ts';
import { drainAll } from './draining.ts';
import { pauseAfter } from './ending.ts';
import { fillRecent } from './filling.ts';
import { follow } from './following.ts';
import { nap, wake } from './hurry.ts';
import { link, setLink, type Link } from './link.ts';
import { phase, setPhase } from './phase.ts';
import { refreshPresences } from './presences.ts';
import { recount } from './recounting.ts';
import { replica } from './replica.ts';
import { endSession, logOutOwed } from './session-end.ts';
import { hearSignal, keepPosition, refreshStanding } from './signals.ts';
import { askWhoIsThere, keepSnapshot } from './snapshot.ts';
import { store } from './store/account.ts';
import type { Database } from './store/db.ts';
import { setSignedIn } from './store/device.ts';
import { trim } from './trimming.ts';
import { joinTabs, type Tabs } from './tabs.ts';

export { refreshStanding };

let tabs: Tabs | null = null;
let ownLink: Link | null = null;

news.signedOut = () => void endSession('ended');
// An answer over HTTP says that the socket need not sleep on.
news.answered = () => link.value === 'down' && hurry();

/** Nobody is known here: the server says who is there. @returns null when nobody is */
export async function enterFirst(signal: AbortSignal): Promise<Database | null> {
  for (let attempt = 0; ; attempt += 1) {
    const asked = (await logOutOwed()) ? await askWhoIsThere() : { who: 'no-answer' as const };
    if (signal.aborted) return null;
    if (asked.who === 'guest') {
      await endSession('ended');
      return null;
    }
    if (asked.who !== 'no-answer') {
      // First whose account it is: a window that starts meanwhile takes away what belongs to nobody.
      await setSignedIn(asked.who.user.id);
      return keepSnapshot(asked.who);
    }
    // Whoever stands at the door may be typing.
    if (phase.value.at !== 'guest') setPhase({ at: 'unreachable' });
    await nap(pauseAfter({ why: 'lost' }, attempt), signal);
  }
}

/** Sends what waits and follows what changes, for one account. One window holds the line, the others listen to it. */
export async function stayOnline(db: Database, signal: AbortSignal): Promise<void> {
  const userId = replica.me.value?.user.id ?? '';
  tabs = joinTabs(userId, (word) => {
    if (word.word === 'link' && ownLink === null) setLink(word.link);
    if (word.word === 'signal') hearSignal(word.signal);
    if (word.word === 'how-is-the-line' && ownLink !== null) tabs?.say({ word: 'link', link: ownLink });
    if (word.word === 'hurry') hurryHere();
  });
  signal.addEventListener('abort', leaveTabs, { once: true });
  tabs.say({ word: 'how-is-the-line' });
  void drainAll(db);
  // When the window that holds the line closes, the next one takes over.
  await withLock(`ruggine:line:${userId}`, () => lead(db, signal), { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function leaveTabs(): void {
  tabs?.close();
  tabs = null;
  ownLink = null;
}

async function lead(db: Database, signal: AbortSignal): Promise<void> {
  tell('connecting');
  void trim(db);
  await follow(db, {
    signal,
    link: tell,
    heard: (heard) => {
      tabs?.say({ word: 'signal', signal: heard });
      hearSignal(heard);
      void keepPosition(db, heard);
      // The first word of every line: what was told while there was none has to be read.
      if (heard.__typename === 'PresenceChange' && heard.user.id === replica.me.value?.user.id) {
        refreshStanding();
        void fetchWanted(db);
        void fillRecent(db, signal);
      }
    },
    run: (errands, endLine) => {
      for (const errand of errands) void run(db, errand, endLine);
    },
  });
  if (!signal.aborted) await endSession('ended');
}

function tell(next: Link): void {
  if (ownLink === next) return;
  ownLink = next;
  setLink(next);
  tabs?.say({ word: 'link', link: next });
}

async function run(db: Database, errand: Errand, endLine: () => void): Promise<void> {
  switch (errand.errand) {
    case 'sign-out':
      return endSession('ended');
    case 'refresh-presences':
      return refreshPresences();
    case 'forget-presence':
      return void replica.presences.delete(errand.userId);
    case 'stop-typing':
      return stopTyping(replica, errand.chatId, errand.userId, Infinity);
    case 'recount':
      return recount(db, errand.chatId);
    case 'fetch-chat':
      return void (await fetchChat(errand.chatId));
    case 'take-snapshot': {
      // The cursor leads nowhere any more: read everything afresh, then listen from there.
      const asked = await askWhoIsThere();
      if (typeof asked.who !== 'string' && store.value === db) await keepSnapshot(asked.who, 'afresh');
      return endLine();
    }
  }
}

/** Here and in every other window of the account. */
export function hurry(): void {
  tabs?.say({ word: 'hurry' });
  hurryHere();
}

function hurryHere(): void {
  wake();
  if (store.value !== null) void drainAll(store.value);
}
