import { found, groupId, moveIn, nthOf, talk, type Resident } from '../../api/bench/town.ts';
import type { Stage } from '../../api/bench/stage.ts';
import type { Kept } from '../device-store.ts';

type Sql = Stage['sql'];

/** A reader with many chats, one of them long. */
export type Town = Readonly<{ reader: Resident; longChat: string; chats: readonly string[] }>;

export const CHATS = 1_000;
export const MESSAGES = 100_000;
export const LONG_TITLE = 'The long one';
const PEOPLE = 4;
const LINES_EACH = 5;

export async function populate(sql: Sql): Promise<Town> {
  const people = await moveIn(sql, PEOPLE);
  const chats = await found(
    sql,
    Array.from({ length: CHATS - 1 }, () => people),
  );
  const [longChat = ''] = await found(sql, [people]);
  await sql.query(
    `UPDATE chat SET title = 'Group ' || nth FROM unnest($1::uuid[]) WITH ORDINALITY AS each(id, nth) WHERE chat.id = each.id`,
    [chats],
  );
  await sql.query('UPDATE chat SET title = $2 WHERE id = $1', [longChat, LONG_TITLE]);
  await talk(sql, chats, LINES_EACH, 0);
  await talk(sql, [longChat], MESSAGES, 0);
  return { reader: nthOf(people, 0), longChat, chats };
}

/** All that was said in a chat, as a device would have it. */
export async function readLong(sql: Sql, chat: string): Promise<Kept[]> {
  const { rows } = await sql.query(
    `SELECT message.id, seq, text, message.created_at AS at, u.id AS "userId", username, display_name AS "displayName"
    FROM message JOIN "user" u ON u.id = sender_id WHERE chat_id = $1 ORDER BY seq`,
    [chat],
  );
  return rows.map(({ id, seq, text, at, userId, username, displayName }) => ({
    id: globalId('Message', id),
    uuid: id,
    chatId: groupId(chat),
    seq: Number(seq),
    notice: null,
    system: false,
    sender: { id: globalId('User', userId), username, displayName },
    text,
    at: at.getTime(),
  }));
}

/**
 * What was said while nobody looked: so many messages in each chat, one chat after the other; the last one is `last`. Each
 * in a transaction of its own, as the server writes them: a cursor goes on where its transaction ended.
 */
export async function sayMeanwhile(sql: Sql, chats: readonly string[], each: number, last: string): Promise<void> {
  await sql.query('SET synchronous_commit = off');
  for (const chat of chats) {
    for (let nth = 1; nth <= each; nth += 1) {
      const text = chat === chats.at(-1) && nth === each ? last : `Meanwhile ${nth}`;
      await sql.query(
        `WITH moved AS (UPDATE chat SET last_seq = last_seq + 1, last_activity_at = now() WHERE id = $1 RETURNING id, last_seq),
        said AS (
          INSERT INTO message (id, chat_id, seq, sender_id, text)
          SELECT uuidv7(), id, last_seq, (SELECT user_id FROM membership WHERE chat_id = moved.id AND role <> 'OWNER' LIMIT 1), $2 FROM moved
          RETURNING id, chat_id, seq, created_at
        )
        INSERT INTO log (kind, chat_id, seq, subject_id, at) SELECT 'MessageSent', chat_id, seq, id, created_at FROM said`,
        [chat, text],
      );
    }
  }
  await sql.query('RESET synchronous_commit');
}

function globalId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64');
}
