import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPart, type Part } from './part.ts';
import { needProgram } from './programs.ts';
import { ClusterRefused } from './refused.ts';

/** The proxy of every deployment, tried here with these nodes. */
const SETTINGS = fileURLToPath(new URL('../../deploy/proxy/haproxy.cfg', import.meta.url));
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 30_000;

export interface Proxy {
  readonly part: Part;
  /** Resolves once the proxy sends new connections to the node, or no longer does. */
  untilSeen(node: string, state: 'UP' | 'DOWN'): Promise<void>;
}

interface Wishes {
  name: string;
  port: number;
  statsPort: number;
  /** Gets the list of the nodes. */
  folder: string;
  nodes: readonly Readonly<{ name: string; port: number }>[];
  logFile: string;
  log: (line: string) => void;
  onLoss?: (part: Part, how: string) => void;
}

export function createProxy({ name, port, statsPort, folder, nodes, logFile, log, ...rest }: Wishes): Proxy {
  const program = needProgram('haproxy', log);
  const list = join(folder, 'nodes.cfg');
  const servers = nodes.map((node) => `  server ${node.name} 127.0.0.1:${node.port}`);
  writeFileSync(list, ['backend api', ...servers, ''].join('\n'));
  const stats = `http://127.0.0.1:${statsPort}/;csv`;
  const part = createPart({
    name,
    url: `http://localhost:${port}`,
    program,
    words: ['-db', '-f', SETTINGS, '-f', list],
    env: { PATH: process.env.PATH, PROXY_BIND: `:${port}`, PROXY_STATS: `127.0.0.1:${statsPort}` },
    logFile,
    isReady: async () => (await readStats(stats)) !== '',
    ...rest,
  });
  return { part, untilSeen };

  async function untilSeen(node: string, state: 'UP' | 'DOWN'): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (!stateOf(await readStats(stats), node).startsWith(state)) {
      if (Date.now() > until) throw new ClusterRefused(`The proxy does not see ${node} ${state.toLowerCase()}.`);
      await pause(LOOK_EVERY_MS);
    }
  }
}

function readStats(url: string): Promise<string> {
  return fetch(url).then(
    (answer) => answer.text(),
    () => '',
  );
}

/** e.g. UP, DOWN or "DOWN 1/2"; empty for a node the proxy does not know. */
function stateOf(table: string, node: string): string {
  const [head = [], ...rows] = table.split('\n').map((line) => line.replace(/^# /, '').split(','));
  const row = rows.find((cells) => cells[head.indexOf('pxname')] === 'api' && cells[head.indexOf('svname')] === node);
  return row?.[head.indexOf('status')] ?? '';
}
