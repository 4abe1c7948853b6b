import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startProxy, type Proxy } from './proxy.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('the fault proxy', () => {
  it('carries bytes both ways when nothing is wrong', async () => {
    const { call } = await echo();
    const line = await call();
    line.socket.write('hello');
    expect(await line.heard(5)).toBe('hello');
  });

  it('passes the end of one side on, and the answer that comes after it', async () => {
    const { call } = await echo();
    const line = await call();
    line.socket.end('last words');
    await once(line.socket, 'end');
    expect(await line.heard(10)).toBe('last words');
  });

  it('delays every byte without letting them overtake each other', async () => {
    const { proxy, call } = await echo();
    proxy.trouble({ down: { delayMs: 150 } });
    const line = await call();
    const began = performance.now();
    line.socket.write('one ');
    line.socket.write('two');
    expect(await line.heard(7)).toBe('one two');
    expect(performance.now() - began).toBeGreaterThanOrEqual(145);
  });

  it('lets through no more than the line takes', async () => {
    const { proxy, call } = await echo();
    proxy.trouble({ down: { bytesPerSecond: 2_000 } });
    const line = await call();
    const began = performance.now();
    line.socket.write('x'.repeat(1_200));
    await line.heard(1_200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(400);
  });

  it('swallows everything in a black hole, silently, and gives it back when that closes', async () => {
    const { proxy, call, server } = await echo();
    const line = await call();
    line.socket.write('before');
    await line.heard(6);
    proxy.trouble({ up: { blackHole: true }, down: { blackHole: true } });
    line.socket.write(' after');
    const { arrived } = server();
    expect(await Promise.race([once(line.socket, 'close'), quiet(line.socket, 100)])).toBe('quiet');
    expect(arrived()).toBe('before');
    await proxy.heal();
    expect(await line.heard(12)).toBe('before after');
  });

  it('tells the server nothing of a client that goes in a black hole', async () => {
    const { proxy, call, server } = await echo();
    const line = await call();
    line.socket.write('x');
    await line.heard(1);
    proxy.trouble({ up: { blackHole: true }, down: { blackHole: true } });
    line.socket.destroy();
    const { socket } = server();
    expect(await Promise.race([once(socket, 'close'), quiet(socket, 100)])).toBe('quiet');
    const gone = once(socket, 'close');
    await proxy.heal();
    await gone;
  });

  it('resets all connections, on both sides', async () => {
    const { proxy, call, server } = await echo();
    const line = await call();
    line.socket.write('x');
    await line.heard(1);
    const far = errorOf(server().socket);
    const near = errorOf(line.socket);
    proxy.resetAll();
    expect(await near).toBe('ECONNRESET');
    expect(await far).toBe('ECONNRESET');
    expect(proxy.connections()).toHaveLength(0);
  });

  it('cuts a connection after so many bytes, and one before its answer', async () => {
    const { proxy, call } = await echo();
    proxy.trouble({ down: { cutAfterBytes: 4 } });
    const line = await call();
    const cut = errorOf(line.socket);
    line.socket.write('too long');
    expect(await cut).toBe('ECONNRESET');
    proxy.trouble({ down: { cutAfterBytes: 0 } });
    const other = await call();
    const lost = errorOf(other.socket);
    other.socket.write('asked');
    expect(await lost).toBe('ECONNRESET');
    expect(other.text()).toBe('');
  });

  it('troubles one connection and leaves the others alone', async () => {
    const { proxy, call } = await echo();
    const [first, second] = [await call(), await call()];
    const [unlucky] = proxy.connections();
    const cut = errorOf(first.socket);
    unlucky?.reset();
    expect(await cut).toBe('ECONNRESET');
    second.socket.write('fine');
    expect(await second.heard(4)).toBe('fine');
  });

  it('refuses new connections and keeps the old ones, until it is healed', async () => {
    const { proxy, call } = await echo();
    const line = await call();
    proxy.refuse();
    await expect(call()).rejects.toThrow('ECONNREFUSED');
    line.socket.write('still');
    expect(await line.heard(5)).toBe('still');
    await proxy.heal();
    await call();
  });
});

/** A server that says back what it hears, behind a proxy. */
async function echo() {
  const served: { socket: Socket; arrived: () => string }[] = [];
  const origin = createServer({ allowHalfOpen: true }, (socket) => {
    let arrived = '';
    served.push({ socket, arrived: () => arrived });
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      arrived += String(bytes);
      socket.write(bytes);
    });
    socket.on('end', () => socket.end());
  });
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const address = origin.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const proxy: Proxy = await startProxy({ host: '127.0.0.1', port: address.port });
  cleanUp.push(
    () => origin.close(),
    () => proxy.close(),
  );
  const server = () => {
    const last = served.at(-1);
    if (!last) throw new Error('nobody came');
    return last;
  };
  return { proxy, server, call: () => call(proxy.port) };
}

async function call(port: number) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let text = '';
  socket.on('data', (bytes) => {
    text += String(bytes);
  });
  await once(socket, 'connect');
  socket.on('error', () => {});
  cleanUp.push(() => socket.destroy());
  return { socket, text: () => text, heard };

  async function heard(length: number): Promise<string> {
    while (text.length < length) await once(socket, 'data');
    return text;
  }
}

async function errorOf(socket: Socket): Promise<unknown> {
  const [error] = await once(socket, 'error');
  return error instanceof Error && 'code' in error ? error.code : error;
}

/** Nothing at all can only be seen by waiting for a while. */
async function quiet(socket: Socket, ms: number): Promise<string> {
  const before = socket.bytesRead;
  await new Promise((done) => setTimeout(done, ms));
  return socket.bytesRead === before ? 'quiet' : 'heard something';
}
