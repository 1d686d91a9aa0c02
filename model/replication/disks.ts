import { ordinalsIn } from '../ordinals.ts';
import type { FillDisk, OnDisk, Outcome } from '../scenario.ts';
import { backendWith } from './change.ts';
import { addPaths, removePaths } from './cloneSlots.ts';
import { cancelClonesOn } from './clones.ts';
import { backendNamed, copyOn, type Draft, putBackend, putTablet, tabletAt, withoutCopy } from './draft.ts';
import { done, refused } from './outcomes.ts';
import type { Backend, Disk } from './state.ts';

/** Truth: a disk breaks. What it held is lost, its clones end, and it takes nothing any more. */
export function failDisk(draft: Draft, command: OnDisk<'failDisk'>): Outcome {
  const found = diskAt(draft, command, true);
  if (typeof found === 'string') return refused(found);
  const { backend, disk } = found;
  putDisk(draft, backend, { ...disk, online: false });
  cancelClonesOn(draft, { backendId: backend.id, pathHash: disk.pathHash });
  removePaths(draft, backend, [disk]);
  destroyCopies(draft, backend, disk);
  return done;
}

/** A new, empty disk takes the place of a broken one. */
export function replaceDisk(draft: Draft, command: OnDisk<'replaceDisk'>): Outcome {
  const found = diskAt(draft, command, false);
  if (typeof found === 'string') return refused(found);
  const { backend, disk } = found;
  putDisk(draft, backend, { ...disk, online: true, usedBytes: 0 });
  addPaths(draft, backend, [disk]);
  return done;
}

/** Something other than tablets takes this much of a disk from now on. */
export function fillDisk(draft: Draft, command: FillDisk): Outcome {
  const found = diskAt(draft, command, true);
  if (typeof found === 'string') return refused(found);
  const { backend, disk } = found;
  if (command.usedBytes < 0 || command.usedBytes > disk.totalBytes) {
    return refused(`the disk has ${disk.totalBytes} bytes, of which ${command.usedBytes} cannot be used`);
  }
  putDisk(draft, backend, { ...disk, usedBytes: command.usedBytes });
  return done;
}

function diskAt(
  draft: Draft,
  { backend: name, disk: nth }: OnDisk<string>,
  online: boolean,
): { readonly backend: Backend; readonly disk: Disk } | string {
  const backend = backendNamed(draft.state, name);
  const disk = backend?.disks[nth];
  if (backend === undefined || disk === undefined) return `'${name}' has no disk ${nth}`;
  if (!backend.running) return `'${name}' does not run`;
  return disk.online === online ? { backend, disk } : `disk ${nth} of '${name}' is ${online ? 'broken' : 'not broken'}`;
}

function putDisk(draft: Draft, backend: Backend, disk: Disk): void {
  const disks = backend.disks.map((other) => (other.pathHash === disk.pathHash ? disk : other));
  putBackend(draft, backendWith(backend, { disks }));
}

function destroyCopies(draft: Draft, backend: Backend, disk: Disk): void {
  const holding = draft.state.holdings.get(backend.id);
  for (const ordinal of holding === undefined ? [] : ordinalsIn(holding)) {
    const tablet = tabletAt(draft, ordinal);
    const isThere = tablet?.replicas.some(
      (replica) => replica.backendId === backend.id && replica.pathHash === disk.pathHash,
    );
    if (tablet === undefined || isThere !== true || copyOn(tablet, backend.id) === undefined) continue;
    putTablet(draft, withoutCopy(tablet, backend.id));
    draft.state.lost = [...draft.state.lost, { ordinal, backendId: backend.id }];
  }
}
