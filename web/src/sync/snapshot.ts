import { query } from './client.ts';
import { Snapshot } from './documents/overview.ts';
import { toChat, toInvitation } from './fragments.ts';
import type { ResultOf } from './graphql.ts';
import { forgetEverything, readerId, replica } from './replica.ts';

type Viewer = NonNullable<ResultOf<typeof Snapshot>['viewer']>;

/** Replaces what the screens show by what the server says now. What was said before stays until it is reloaded. */
export async function takeSnapshot(signal: AbortSignal): Promise<'taken' | 'guest' | 'no-answer'> {
  const answer = await query(Snapshot, {});
  // Whoever asked has gone meanwhile; nothing of theirs may come back.
  if (signal.aborted) return 'no-answer';
  if (!answer.ok) return answer.fault === 'signed-out' ? 'guest' : 'no-answer';
  const { viewer } = answer.data;
  if (viewer === null) return 'guest';
  fill(viewer);
  return 'taken';
}

function fill(viewer: Viewer): void {
  if (readerId() !== viewer.user.id) forgetEverything(replica);
  // They are read again when somebody looks.
  replica.members.clear();
  replica.me.value = { user: viewer.user, sessionId: viewer.session.id };
  replica.cursor.value = viewer.cursor;
  replica.settings.value = viewer.settings;
  refill(replica.chats, viewer.chats.edges.map(toChat));
  replica.moreChats.value = nextOf(viewer.chats.pageInfo);
  refill(
    replica.inbox,
    viewer.invitations.edges.map(({ node }) => toInvitation(node)),
  );
  replica.moreInbox.value = nextOf(viewer.invitations.pageInfo);
  refill(
    replica.sent,
    viewer.sentInvitations.edges.map(({ node }) => toInvitation(node)),
  );
  replica.moreSent.value = nextOf(viewer.sentInvitations.pageInfo);
}

function refill<Row extends { readonly id: string }>(map: Map<string, Row>, rows: readonly Row[]): void {
  const kept = new Set(rows.map(({ id }) => id));
  for (const id of map.keys()) if (!kept.has(id)) map.delete(id);
  for (const row of rows) map.set(row.id, row);
}

export function nextOf(pageInfo: { hasNextPage: boolean; endCursor: string | null }): string | null {
  return pageInfo.hasNextPage ? pageInfo.endCursor : null;
}
