import type { BackendSpec, DiskSpec, Topology } from '../../model/scenario.ts';
import type { SharedDataSpec, VolumeSpec } from '../../model/snapshot/commands.ts';

const plainDisk: DiskSpec = { medium: 'HDD', totalBytes: 1_099_511_627_776 };

/** Simpler clusters: fewer nodes, disks or volumes, and plain ones. */
export function* simplerTopologies({ backends, sharedData }: Topology): Generator<Topology> {
  if (sharedData === undefined) yield* withSimplerBackends(backends);
  else for (const simpler of simplerClusters(sharedData)) yield { backends, sharedData: simpler };
}

/** The first volume and the first FE stay. */
function* simplerClusters(cluster: SharedDataSpec): Generator<SharedDataSpec> {
  const { volumes, frontends, computeNodes, neighbour, ...rest } = cluster;
  if (neighbour !== undefined) yield { ...rest, volumes, frontends, computeNodes };
  if (frontends.length > 1) yield { ...cluster, frontends: frontends.slice(0, 1) };
  if (computeNodes.length > 1) yield { ...cluster, computeNodes: computeNodes.slice(0, 1) };
  for (let nth = volumes.length - 1; nth > 0; nth -= 1) {
    yield { ...cluster, volumes: volumes.filter((_volume, other) => other !== nth) };
  }
  if (frontends.length > 2) yield { ...cluster, frontends: frontends.slice(0, -1) };
  if (computeNodes.length > 2) yield { ...cluster, computeNodes: computeNodes.slice(0, -1) };
  const slashed = volumes.filter(({ location }) => location.endsWith('/'));
  if (slashed.length > 0) yield { ...cluster, volumes: volumes.map(withoutSlash) };
  if (slashed.length < 2) return;
  for (const one of slashed) {
    yield { ...cluster, volumes: volumes.map((other) => (other === one ? withoutSlash(other) : other)) };
  }
}

function withoutSlash(volume: VolumeSpec): VolumeSpec {
  return { ...volume, location: volume.location.replace(/\/+$/, '') };
}

/** First of all backends at once, then of single ones. */
function* withSimplerBackends(backends: readonly BackendSpec[]): Generator<Topology> {
  if (backends.length > 1) yield { backends: backends.slice(0, -1) };
  for (const simpler of [withOneDisk, withPlainDisks]) {
    const all = backends.map(simpler);
    const changed = backends.filter((backend, nth) => all[nth] !== backend);
    if (changed.length === 0) continue;
    yield { backends: all };
    if (changed.length === 1) continue;
    for (const one of changed) yield { backends: backends.map((other) => (other === one ? simpler(other) : other)) };
  }
}

function withOneDisk(backend: BackendSpec): BackendSpec {
  return backend.disks.length > 1 ? { ...backend, disks: backend.disks.slice(0, 1) } : backend;
}

function withPlainDisks(backend: BackendSpec): BackendSpec {
  return backend.disks.every(isPlain) ? backend : { ...backend, disks: backend.disks.map(() => plainDisk) };
}

function isPlain({ medium, totalBytes, usedBytes }: DiskSpec): boolean {
  return medium === plainDisk.medium && totalBytes === plainDisk.totalBytes && usedBytes === undefined;
}
