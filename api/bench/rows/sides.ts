import type { Outlet } from '../driver/publish.ts';
import type { Kind } from '../driver/subscribe.ts';
import type { Server, Stage } from '../stage.ts';
import { found, groupId, moveIn } from '../town.ts';

/** A server that tells messages to many, and how to talk to it. */
export type Side = Readonly<{ name: string; kind: Kind; server: Server; tokens: readonly string[]; outlet: Outlet }>;

type Peer = 'bare-ws' | 'socket-io' | 'stock-yoga';
const KINDS = { 'bare-ws': 'bare-ws', 'socket-io': 'socket-io', 'stock-yoga': 'graphql' } as const;

/** Us and the peers, each in a process of its own, all telling the same bytes: those of a message that we told. */
export async function setUpSides(stage: Stage, peers: readonly Peer[], people: number): Promise<readonly Side[]> {
  const ours = await setUpOurs(stage, people);
  const frame = await sampleOf(stage, ours);
  const sides: Side[] = [ours];
  for (const peer of peers) sides.push(await setUpPeer(stage, peer, frame));
  return sides;
}

/** One chat with all those people in it. */
async function setUpOurs(stage: Stage, people: number): Promise<Side> {
  const residents = await moveIn(stage.sql, people);
  const [chat] = await found(stage.sql, [residents]);
  const server = await stage.node();
  const tokens = residents.map(({ token }) => token);
  // Four people talk in turns: a single one would meet the limit of frames per socket.
  const outlet: Outlet = { how: 'send', port: server.port, tokens: tokens.slice(0, 4), chatId: groupId(chat) };
  return { name: 'ruggine', kind: 'graphql', server, tokens, outlet };
}

/** A frame as our subscribers get it. */
export async function sampleOf(stage: Stage, { kind, server, tokens, outlet }: Side): Promise<string> {
  const driver = stage.receivers();
  await driver.ask('connect', { target: { kind, port: server.port }, tokens, count: 1 });
  await driver.ask('talkThrough', outlet);
  const frame = await driver.ask('settle');
  await driver.end('SIGKILL');
  return frame;
}

export async function setUpPeer(stage: Stage, name: Peer, frame: string): Promise<Side> {
  const server = await stage.peer(name);
  // Stock Yoga is handed what its resolvers have in memory; it writes the frame itself.
  const template = name === 'stock-yoga' ? JSON.stringify(JSON.parse(frame).payload.data) : frame;
  return { name, kind: KINDS[name], server, tokens: [''], outlet: { how: 'post', port: server.port, template } };
}
