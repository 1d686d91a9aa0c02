import { type ConfigRow, configView } from '../../../model/views/replication.ts';
import { isLikeName } from '../like.ts';
import type { Reply } from '../protocol/index.ts';
import { viewRows } from '../replies.ts';
import type { SharedCluster } from './cluster.ts';

/** ADMIN SHOW FRONTEND CONFIG: the items about snapshots (S03; snapshot notes 2.7). */
export function showSnapshotConfig({ rules, state }: SharedCluster, pattern: string | null): Reply {
  const { config, intervalAtStartMs, profile } = state;
  const rows = [
    row('automated_cluster_snapshot_interval_seconds', rules.intervalMs(config.intervalMs, intervalAtStartMs) / 1000),
    row('max_historical_automated_cluster_snapshot_jobs', config.historyLimit),
  ];
  const shown = rows.filter(({ Key }) => pattern === null || isLikeName(Key, pattern));
  return viewRows(configView, shown, profile);
}

function row(name: string, value: number): ConfigRow {
  return { Key: name, AliasNames: '[]', Value: String(value), Type: 'long', IsMutable: true, Comment: '' };
}
