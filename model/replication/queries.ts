import type { OnReplica, Outcome, TabletContent } from '../scenario.ts';
import { tabletWith } from './change.ts';
import { loadsAt } from './copies.ts';
import { backendById, backendNamed, copyOn, type Draft, pick, tabletAt, tabletsOf } from './draft.ts';
import { homeOf } from './facts.ts';
import { nameOf, ordinalAt, splitName, tableNamed } from './names.ts';
import { refused } from './outcomes.ts';
import type { Copy, Partition, Table, Tablet } from './state.ts';

/**
 * Reads a table, or the named partitions of it: of each tablet one readable replica, another one where a backend does not
 * answer (R12).
 */
export function query(draft: Draft, name: string, partitions?: readonly string[]): Outcome {
  const table = tableNamed(draft.state, name);
  if (table === undefined) return refused(`Unknown table '${splitName(name).table}'`);
  const contents: TabletContent[] = [];
  for (const partition of table.partitions) {
    if (partitions !== undefined && !partitions.includes(partition.name)) continue;
    for (const tablet of tabletsOf(draft, partition)) {
      const copy = readableCopy(draft, tablet, partition);
      if (copy === undefined) return refused(`no queryable replica found in tablet: ${tablet.id}`);
      contents.push(contentOf(table, partition, tablet, copy));
    }
  }
  return { kind: 'answered', contents };
}

/** Reads one replica: what a query would find if it happened to choose this one (R12). */
export function readReplica(draft: Draft, command: OnReplica<'readReplica'>): Outcome {
  const ordinal = ordinalAt(draft.state, command);
  const tablet = ordinal === undefined ? undefined : tabletAt(draft, ordinal);
  const home = tablet === undefined ? undefined : homeOf(draft.state, tablet);
  const backend = backendNamed(draft.state, command.backend);
  const copy =
    tablet === undefined || home === undefined || backend === undefined
      ? undefined
      : readableOn(draft, tablet, home.partition, backend.id);
  if (tablet === undefined || home === undefined || copy === undefined) {
    return refused(`no queryable replica found on '${command.backend}'`);
  }
  return { kind: 'answered', contents: [contentOf(home.table, home.partition, tablet, copy)] };
}

function readableOn(draft: Draft, tablet: Tablet, partition: Partition, backendId: number): Copy | undefined {
  const replicas = tablet.replicas.filter((replica) => replica.backendId === backendId);
  return readableCopy(draft, tabletWith(tablet, { replicas }), partition);
}

function contentOf(table: Table, partition: Partition, tablet: Tablet, copy: Copy): TabletContent {
  const loads = loadsAt(copy, partition.visibleVersion);
  return { table: nameOf(table), partition: partition.name, bucket: tablet.bucket, loads };
}

function readableCopy(draft: Draft, tablet: Tablet, partition: Partition): Copy | undefined {
  const copies: Copy[] = [];
  for (const replica of tablet.replicas) {
    const backend = backendById(draft.state, replica.backendId);
    if (!draft.rules.isReadable(replica, backend?.alive === true, partition.visibleVersion)) continue;
    const copy = backend?.running === true ? copyOn(tablet, replica.backendId) : undefined;
    if (copy !== undefined) copies.push(copy);
  }
  return pick(draft, copies);
}
