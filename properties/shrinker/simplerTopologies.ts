import type { BackendSpec, DiskSpec, Topology } from '../../model/scenario.ts';

const plainDisk: DiskSpec = { medium: 'HDD', totalBytes: 1_099_511_627_776 };

/** Simpler clusters: fewer backends, fewer disks, plain ones; first of all backends at once, then of single ones. */
export function* simplerTopologies({ backends }: Topology): Generator<Topology> {
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
