import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../src/platform/config.ts';
import { settingsKnown } from '../src/testing/settings.ts';

const FOLDER = fileURLToPath(new URL('../../deploy/kubernetes', import.meta.url));

type Labels = Record<string, string>;
interface Container {
  name: string;
  ports: { name: string; containerPort: number }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  securityContext: { allowPrivilegeEscalation: boolean; capabilities: { drop: string[] } };
  [probe: `${string}Probe`]: { httpGet?: { path: string; port: string } };
  volumeMounts?: { name: string }[];
}
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  spec?: {
    replicas?: number;
    selector?: Labels | { matchLabels: Labels };
    podSelector?: { matchLabels: Labels };
    ports?: { name: string; targetPort: string }[];
    serviceName?: string;
    template?: {
      metadata: { labels: Labels };
      spec: {
        securityContext: { runAsNonRoot: boolean };
        terminationGracePeriodSeconds?: number;
        containers: Container[];
      };
    };
    rules?: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
    volumeClaimTemplates?: { metadata: { name: string } }[];
  };
}

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
const parsed = files.flatMap((name) => parseAllDocuments(readFileSync(join(FOLDER, name), 'utf8')));
const manifests = parsed.map((document): Manifest => document.toJS());
const workloads = manifests.filter(({ spec }) => spec?.template);

describe('the Kubernetes manifests', () => {
  it('are proper YAML, each with a name of its own kind', () => {
    expect(parsed.flatMap(({ errors, warnings }) => errors.concat(warnings))).toEqual([]);
    const names = manifests.map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('apps/v1 Deployment ruggine');
  });

  it('select pods that are there', () => {
    const pods = workloads.map(({ spec }) => spec?.template?.metadata.labels);
    const selecting = manifests.flatMap(({ metadata, kind, spec }) => {
      const selector = spec?.podSelector ?? spec?.selector;
      if (!selector) return [];
      const { matchLabels } = selector;
      return [{ who: `${kind} ${metadata.name}`, labels: typeof matchLabels === 'object' ? matchLabels : selector }];
    });
    expect(selecting.length).toBeGreaterThan(workloads.length);
    for (const { who, labels } of selecting)
      expect({ who, pods }).toEqual({ who, pods: expect.arrayContaining([labels]) });
  });

  it('lead each way in to a port that a container opens', () => {
    const opened = workloads.flatMap(containersOf).flatMap(({ ports }) => ports.map(({ name }) => name));
    const services = manifests.filter(({ kind }) => kind === 'Service');
    for (const { spec } of services) {
      for (const { targetPort } of spec?.ports ?? []) expect(opened).toContain(targetPort);
    }
    const known = services.flatMap(
      ({ metadata, spec }) => spec?.ports?.map(({ name }) => `${metadata.name}:${name}`) ?? [],
    );
    const paths = manifests.flatMap(({ spec }) => spec?.rules ?? []).flatMap(({ http }) => http.paths);
    expect(paths).toHaveLength(1);
    for (const { backend } of paths) expect(known).toContain(`${backend.service.name}:${backend.service.port.name}`);
    for (const { spec } of workloads) {
      if (spec?.serviceName) expect(services.map(({ metadata }) => metadata.name)).toContain(spec.serviceName);
    }
  });

  it('run nothing as root and hand out no privileges', () => {
    for (const workload of workloads) {
      expect(workload.spec?.template?.spec.securityContext.runAsNonRoot).toBe(true);
      for (const { securityContext } of containersOf(workload)) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
      }
    }
  });

  it('configure the nodes from what is there, with settings that exist and can be used', () => {
    const [node] = containersOf(find('Deployment', 'ruggine'));
    const values = (node?.envFrom ?? []).map(({ configMapRef, secretRef }) =>
      configMapRef ? find('ConfigMap', configMapRef.name).data : find('Secret', secretRef?.name ?? '').stringData,
    );
    const settings: Record<string, string> = Object.assign({}, ...values);
    expect(settingsKnown()).toEqual(expect.arrayContaining(Object.keys(settings)));
    const config = readConfig(settings, '/');
    expect(node?.ports).toEqual([{ name: 'http', containerPort: config.port }]);
    const services = manifests.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
    expect(services).toContain(new URL(config.databaseUrl ?? '').hostname);
    expect(services).toContain(new URL(config.redisUrls[0] ?? '').hostname);
  });

  it('ask a node for its health where it answers, and give it the time to leave', () => {
    const deployment = find('Deployment', 'ruggine');
    const [node] = containersOf(deployment);
    const asked = (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).map((probe) => node?.[probe]?.httpGet);
    expect(asked).toEqual(['/readyz', '/readyz', '/healthz'].map((path) => ({ path, port: 'http' })));
    expect(deployment.spec?.template?.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(40);
    expect(deployment.spec?.replicas).toBe(3);
  });

  it('mount only volumes that are claimed', () => {
    for (const workload of workloads) {
      const claimed = workload.spec?.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
      const mounted = containersOf(workload).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
      expect(claimed).toEqual(mounted);
    }
  });
});

function find(kind: string, name: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} named ${name}`);
  return found;
}

function containersOf({ spec }: Manifest): Container[] {
  return spec?.template?.spec.containers ?? [];
}
