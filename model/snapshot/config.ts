import { done, refused } from '../replication/outcomes.ts';
import type { Outcome, SetConfig } from '../scenario.ts';
import type { SharedDataDraft } from './draft.ts';
import type { SnapshotConfig } from './state.ts';

const items: Readonly<Record<string, { readonly least: number; change(value: number): Partial<SnapshotConfig> }>> = {
  automated_cluster_snapshot_interval_seconds: { least: 1, change: (seconds) => ({ intervalMs: seconds * 1000 }) },
  max_historical_automated_cluster_snapshot_jobs: { least: 0, change: (historyLimit) => ({ historyLimit }) },
};

/** ADMIN SET FRONTEND CONFIG (S03; snapshot notes 2.7). */
export function setConfig({ state }: SharedDataDraft, { name, value }: SetConfig): Outcome {
  const item = Object.hasOwn(items, name) ? items[name] : undefined;
  if (item === undefined) return refused(`Config '${name}' does not exist or is not mutable`);
  const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
  if (number < item.least) {
    return refused(`Failed to set config '${name}'. err: expected a whole number from ${item.least}, got "${value}"`);
  }
  state.config = { ...state.config, ...item.change(number) };
  return done;
}
