import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { createVerbs, gather } from './testing/verbs.ts';
import { startWorld } from './testing/world.ts';

const EXAMPLE = fileURLToPath(new URL('../../docs/examples/receive.mjs', import.meta.url));
const SAID = 60;

it('the example of docs/realtime.md receives every event once, in order, though its line is cut again and again', async () => {
  const world = await startWorld();
  onTestFinished(() => world.close());
  const does = createVerbs(world.ask);
  const [ann, bob] = [await world.person('ann'), await world.person('bob')];
  const chatId = await gather(world.ask, ann, bob);
  const line = await openLine(new URL(world.url).port);
  onTestFinished(line.close);

  const program = spawn(process.execPath, [EXAMPLE, line.url, bob.token], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => end(program));
  const heard: { id: string; seq?: number }[] = [];
  createInterface({ input: program.stdout }).on('line', (text) => heard.push(JSON.parse(text)));
  await expect.poll(line.count, { timeout: 20_000 }).toBeGreaterThan(0);
  await expect.poll(world.app.services.hub.size, { timeout: 20_000 }).toMatchObject({ listeners: 1, arriving: 0 });

  const seqs: number[] = [];
  for (let nth = 1; nth <= SAID; nth++) {
    const { sent } = await does.say(ann, chatId, `Message ${nth}`);
    if (sent) seqs.push(sent.seq);
    if (nth % 15 === 0) line.cut();
  }
  await expect.poll(() => heard.at(-1)?.seq, { timeout: 40_000 }).toBe(seqs.at(-1));
  expect(heard.flatMap(({ seq }) => seq ?? [])).toEqual(seqs);
  // What is Bob's alone may be told though it was before he began, but never twice.
  expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length);
});

/** A line to a port that can be cut. */
async function openLine(port: string) {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    open.add(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    near.on('close', () => open.delete(near));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const cut = () => open.forEach((socket) => socket.resetAndDestroy());
  const close = () => {
    cut();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, count: () => open.size, cut, close };
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null) return;
  program.kill();
  await once(program, 'exit');
}
