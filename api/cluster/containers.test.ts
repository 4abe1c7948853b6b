import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/platform/config.ts';
import { findProgram } from './programs.ts';
import { settingsKnown } from '../src/testing/settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Service {
  image: string;
  build?: string;
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  command?: string[];
  healthcheck?: { test: string[] };
  restart: string;
}

const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(read('compose.yaml'), {
  merge: true,
});
const dockerfile = read('Dockerfile').replaceAll(/\\\n\s*/g, '');
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line));

describe('compose.yaml', () => {
  const services = Object.entries(compose.services);
  const nodes = services.filter(([, { build }]) => build !== undefined);

  it('waits only for services that are there and tell when they are healthy', () => {
    for (const [, { depends_on: needs = {} }] of services) {
      for (const [name, { condition }] of Object.entries(needs)) {
        const service = compose.services[name];
        expect(service, name).toBeDefined();
        // Our own image brings its check along.
        const tells = service?.healthcheck !== undefined || service?.build !== undefined;
        expect({ name, condition, tells }).toEqual({ name, condition: 'service_healthy', tells: true });
      }
    }
  });

  it('mounts only volumes that are declared and files that are there', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes).map((mount) => mount.split(':')[0] ?? '');
    for (const source of mounts) {
      expect(source.startsWith('./') ? existsSync(join(ROOT, source)) : source in compose.volumes, source).toBe(true);
    }
  });

  it('gives the nodes settings that exist and can be used', () => {
    expect(nodes).toHaveLength(3);
    for (const [, { environment = {} }] of nodes) {
      expect(settingsKnown()).toEqual(expect.arrayContaining(Object.keys(environment)));
      const { port, trustProxy, databaseUrl, redisUrls } = readConfig(filledIn(environment), ROOT);
      expect({ port, trustProxy, redisUrls }).toEqual({ port: 4000, trustProxy: 1, redisUrls: ['redis://redis:6379'] });
      expect(databaseUrl).toBe('postgresql://ruggine:secret@postgres:5432/ruggine');
    }
  });

  it('asks of .env only what the example says', () => {
    const asked = [...read('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name);
    const said = read('deploy/compose.env.example');
    for (const name of asked) expect(said).toContain(`${name}=`);
  });

  it('tells the proxy of exactly these nodes, in settings that haproxy understands', () => {
    const servers = [...read('deploy/proxy/nodes.cfg').matchAll(/^ {2}server (\S+) (\S+)$/gm)];
    expect(servers.map(([, name, address]) => [name, address])).toEqual(
      nodes.map(([name, { environment }]) => [name, `${name}:${environment?.['PORT']}`]),
    );
    const haproxy = findProgram('haproxy');
    if (!haproxy) return;
    const files = (compose.services['proxy']?.command ?? []).filter((word) => word.endsWith('.cfg'));
    const words = files.flatMap((file) => ['-f', file.replace('/etc/ruggine', join(ROOT, 'deploy/proxy'))]);
    const env = { ...process.env, ...compose.services['proxy']?.environment };
    const { status, stderr } = spawnSync(haproxy, ['-c', ...words], { env, encoding: 'utf8' });
    expect({ files: files.length, status, alerts: stderr.match(/^\[ALERT\].*$/gm) }).toEqual({
      files: 2,
      status: 0,
      alerts: null,
    });
  });

  it('starts everything again that ends by itself', () => {
    expect(new Set(services.map(([, { restart }]) => restart))).toEqual(new Set(['unless-stopped']));
  });
});

describe('the Dockerfile', () => {
  it('copies only what is there and what .dockerignore lets through', () => {
    const ignored = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const sources = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(sources).toContain('api/package.json');
    for (const source of sources) {
      expect({ source, exists: existsSync(join(ROOT, source)) }).toEqual({ source, exists: true });
      // As in Docker, the last line that speaks of a path or of a folder above it decides.
      const paths = source.split('/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/'));
      const last = ignored.findLast((line) => paths.some((path) => matchesGlob(path, line.replace(/^!/, ''))));
      expect({ source, last }).toEqual({ source, last: expect.stringMatching(/^!/) });
    }
  });

  it('takes from earlier stages, and from paths they have', () => {
    const stages = instructions.flatMap((line) => /^FROM \S+ AS (\S+)$/.exec(line)?.slice(1) ?? []);
    const taken = instructions.flatMap((line) => /^COPY --from=(\S+) (\S+) /.exec(line)?.slice(1, 3) ?? []);
    expect(taken.length).toBeGreaterThan(0);
    for (const [index, word] of taken.entries()) {
      if (index % 2 === 0) expect(stages).toContain(word);
      else
        expect(word).toMatch(/^\/app\/((api\/)?node_modules|web\/dist|prisma\/migrations|api\/(src|package[.]json))$/);
    }
  });

  it('runs on the Node that we are tested with, installed by the pnpm that we use', () => {
    const manifest: { devDependencies: Record<string, string> } = JSON.parse(read('package.json'));
    const minor = manifest.devDependencies['node']?.split('.').slice(0, 2).join('.');
    const images = instructions.flatMap((line) => /^FROM (node:\S+)/.exec(line)?.slice(1) ?? []);
    expect(new Set(images)).toEqual(new Set([`node:${minor}-bookworm-slim`]));
    const pnpm = /'(pnpm@[\d.]+)'/.exec(read('scripts/preparation.mjs'))?.[1];
    expect(dockerfile).toContain(`npm install --global ${pnpm}\n`);
  });

  it('ends as an ordinary user, and as the process that hears SIGTERM', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/\nUSER node\n/);
    expect(last).toMatch(/\nSTOPSIGNAL SIGTERM\n/);
    expect(last.trimEnd().split('\n').at(-1)).toBe('CMD ["node", "api/src/main.ts"]');
  });
});

function filledIn(environment: Record<string, string>): Record<string, string> {
  const values = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(/\$\{POSTGRES_PASSWORD:\?[^}]*\}/, 'secret').replace(/\$\{[A-Z_]+:-([^}]*)\}/, '$1'),
  ]);
  return Object.fromEntries(values);
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
