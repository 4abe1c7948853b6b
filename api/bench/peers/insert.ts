import { createServer } from 'node:http';
import pg from 'pg';
import { listenAsTold } from './listen.ts';

/**
 * The least that keeps messages: node:http, `pg`, one prepared statement for each request, JSON in and out. Nobody is
 * known, nothing is checked. It lives in a schema of its own on the same Postgres, with a pool of the same size.
 */
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 12,
  options: '-c synchronous_commit=on',
});

const SEND = {
  name: 'send',
  text: 'INSERT INTO peer.message (id, chat_id, sender_id, text) VALUES ($1, $2, $3, $4) RETURNING id, created_at',
};
const ROW = `message.id, seq, kind, notice, text, message.created_at,
  json_build_object('id', "user".id, 'username', username, 'displayName', display_name) AS sender`;
const FROM = 'FROM message LEFT JOIN "user" ON "user".id = sender_id WHERE chat_id = $1';
const BEFORE = {
  name: 'before',
  text: `SELECT ${ROW} ${FROM} AND seq < $2 ORDER BY seq DESC LIMIT 50`,
};
const AROUND = {
  name: 'around',
  text: `SELECT * FROM (SELECT ${ROW} ${FROM} AND seq <= (SELECT seq FROM message WHERE id = $2) ORDER BY seq DESC LIMIT 25) AS earlier
    UNION ALL SELECT * FROM (SELECT ${ROW} ${FROM} AND seq > (SELECT seq FROM message WHERE id = $2) ORDER BY seq LIMIT 25) AS later`,
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    if (request.method === 'GET') return response.end('ok');
    try {
      const rows = await answer(request.url, JSON.parse(Buffer.concat(chunks).toString()));
      response.setHeader('content-type', 'application/json').end(JSON.stringify(rows));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
listenAsTold(server);

type Body = Readonly<{ id: string; chatId: string; senderId: string; text: string; before: number; around: string }>;

async function answer(url: string | undefined, body: Body): Promise<unknown> {
  if (url === '/send') {
    const { rows } = await pool.query({ ...SEND, values: [body.id, body.chatId, body.senderId, body.text] });
    return rows[0];
  }
  const { rows } = await pool.query(
    body.around ? { ...AROUND, values: [body.chatId, body.around] } : { ...BEFORE, values: [body.chatId, body.before] },
  );
  return rows;
}
