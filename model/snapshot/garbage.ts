import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { folderOf, withoutObjects } from './bucket.ts';
import { forgetData } from './data.ts';
import type { VersionFacts } from './dataRules.ts';
import { journal, journalShards, measureOf, type SharedDataDraft } from './draft.ts';
import type { RecycledTable, Table } from './state.ts';
import { logKey, type StoredVersion, storedVersions } from './tableRows.ts';

/** Removes versions that nobody needs any more, as far as the boundary allows (S11). */
export function vacuum(draft: SharedDataDraft, isFull: boolean): Outcome {
  const { state } = draft;
  if (state.faults.isBroken) return refused('vacuum failed: the object store does not answer');
  const boundaryMs = draft.rules.safeDeletionTime(state.meta.manager, state.profile);
  for (const table of state.meta.tables) {
    const versions = storedVersions(state, table);
    const garbage = versions.filter((version, nth) => {
      const next = versions[nth + 1];
      if (next === undefined || version.content.version >= table.visibleVersion) return false;
      return mayVacuum(draft, version, next, { boundaryMs, isFull });
    });
    const keys = garbage.map(({ key }) => key);
    state.bucket = withoutObjects(state.bucket, table.path, keys);
    removeLogs(draft, table);
  }
  return done;
}

/** Erases dropped tables, as far as the boundary allows (S11). */
export function eraseRecycleBin(draft: SharedDataDraft): Outcome {
  const { state } = draft;
  if (state.faults.isBroken) return refused('erase failed: the object store does not answer');
  const erased = state.meta.recycled.filter((recycled) => mayErase(draft, recycled));
  if (erased.length === 0) return done;
  const shards = new Map(state.star.shards);
  for (const { table } of erased) {
    shards.delete(table.id);
    forgetData(draft, table);
  }
  journal(draft, {
    recycled: state.meta.recycled.filter((recycled) => !erased.includes(recycled)),
    txns: state.meta.txns.filter(({ tableId }) => !erased.some(({ table }) => table.id === tableId)),
  });
  journalShards(draft, shards);
  return done;
}

function mayVacuum(
  { rules, state }: SharedDataDraft,
  { content: { committedMs } }: StoredVersion,
  next: StoredVersion,
  limits: Pick<VersionFacts, 'boundaryMs' | 'isFull'>,
): boolean {
  const supersededMs = next.content.committedMs;
  return rules.mayVacuum({ committedMs, supersededMs, nowMs: measureOf(state), ...limits }, state.profile);
}

/** The log of a load is of no use once its version lies in the bucket. */
function removeLogs({ state }: SharedDataDraft, table: Table): void {
  const folder = folderOf(logKey(table, 0));
  const keys: string[] = [];
  for (const [key, { content }] of state.bucket.get(folder) ?? []) {
    const isPending = content.kind === 'txnLog' && state.meta.txns.some(({ gtid }) => gtid === content.gtid);
    if (!isPending) keys.push(key);
  }
  state.bucket = withoutObjects(state.bucket, folder, keys);
}

function mayErase({ rules, state }: SharedDataDraft, { droppedMs, withDatabase }: RecycledTable): boolean {
  const boundaryMs = rules.safeDeletionTime(state.meta.manager, state.profile);
  return rules.mayErase({ droppedMs, withDatabase, boundaryMs, nowMs: measureOf(state) });
}
