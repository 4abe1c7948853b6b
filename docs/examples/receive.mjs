// Receives every event exactly once, whatever the line does: node receive.mjs https://chat.example.org rgg_token
const [, , server, token] = process.argv;
const EVENTS = `subscription ($after: String) { events(after: $after) {
  __typename id cursor ... on ChatEvent { chatId seq } ... on MessageSent { message { text sender { username } } } } }`;
const newest = new Map(); // by chat, the seq of the last event: what is not above it is a repeat
const had = new Set(); // the ids of what is yours alone
let cursor = await readState(); // keep both with what you make of the events, in one transaction
let tries = 0;

connect();

function connect() {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const say = (message) => socket.send(JSON.stringify(message));
  socket.onopen = () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  socket.onmessage = ({ data }) => {
    const { type, payload } = JSON.parse(data);
    if (type === 'connection_ack')
      say({ id: 'events', type: 'subscribe', payload: { query: EVENTS, variables: { after: cursor } } });
    if (type === 'ping') say({ type: 'pong' });
    if (type === 'next') receive(payload.data.events);
  };
  socket.onclose = ({ code, reason }) => {
    if (code === 4401) throw new Error('Sign in again.');
    const asked = /retry after (\d+) s/.exec(reason)?.[1]; // spread over all whom it asks already
    const most = asked ? 1_000 : Math.min(10_000, 500 * 2 ** tries++); // full jitter
    setTimeout(connect, Number(asked ?? 0) * 1_000 + Math.random() * most);
  };
}

function receive(event) {
  tries = 0;
  cursor = event.cursor;
  if (event.chatId ? event.seq <= (newest.get(event.chatId) ?? 0) : had.has(event.id)) return;
  if (event.chatId) newest.set(event.chatId, event.seq);
  else had.add(event.id);
  process.stdout.write(`${JSON.stringify(event)}\n`); // SnapshotRequired: read your state afresh, then go on
}

/** What is there already. Events that it contains may come all the same: they are repeats. */
async function readState() {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query: '{ viewer { cursor chats(first: 100) { edges { node { id lastSeq } } } } }' });
  const { data } = await (await fetch(`${server}/graphql`, { method: 'POST', headers, body })).json();
  for (const { node } of data.viewer.chats.edges) newest.set(node.id, node.lastSeq);
  return data.viewer.cursor;
}
