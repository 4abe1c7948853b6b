import { liveQuery } from 'dexie';
import { takeDrafts } from '../drafts.ts';
import type { Replica } from '../replica.ts';
import type { Database } from './db.ts';
import { followRows } from './follow-rows.ts';
import { takeChats, takeFacts, takeInvitations, takeMembers, takeSomeChats, takeSomeMembers } from './taking.ts';

/** Keeps a replica and the drafts as the database stands, whichever window changes it. */
export function mirror(
  db: Database,
  replica: Replica,
): { readonly filled: Promise<unknown>; readonly end: () => void } {
  const ends: (() => void)[] = [];
  const chats = followRows(db.chats, {
    all: (rows) => takeChats(replica, rows),
    some: (ids, rows) => takeSomeChats(replica, ids, rows),
  });
  const members = followRows(db.members, {
    all: (rows) => takeMembers(replica, rows),
    some: (chatIds, rows) => takeSomeMembers(replica, chatIds, rows),
  });
  ends.push(chats.end, members.end);
  const filled = Promise.all([
    follow(
      () => db.facts.toArray(),
      (facts) => takeFacts(replica, facts),
    ),
    chats.filled,
    members.filled,
    follow(
      () => db.invitations.toArray(),
      (rows) => takeInvitations(replica, rows),
    ),
    follow(
      () => db.acts.orderBy('order').toArray(),
      (acts) => {
        replica.acts.value = acts;
      },
    ),
    follow(() => db.drafts.toArray(), takeDrafts),
  ]);

  return {
    filled,
    end: () => {
      for (const end of ends) end();
    },
  };

  /** Resolves with the first reading. */
  function follow<Rows>(read: () => Promise<Rows>, take: (rows: Rows) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const { unsubscribe } = liveQuery(read).subscribe({
        next: (rows) => {
          take(rows);
          resolve();
        },
        error: reject,
      });
      ends.push(unsubscribe);
    });
  }
}
