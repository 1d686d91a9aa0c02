import { analyzing, type Refusal, refusal } from '../refusal.ts';
import type { ClusterStatement } from '../sql/index.ts';

/** The refusal of what only a shared-data cluster has (S01; snapshot notes 1.7). */
export function refuseWithoutSharedData({ kind }: ClusterStatement): Refusal {
  if (kind === 'snapshotsOn' || kind === 'snapshotsOff') {
    return analyzing('Automated snapshot only support share data mode');
  }
  return refusal('This cluster keeps its data on backends; only one with shared data has this on this server');
}

/** The refusal of what only a cluster with backends has. */
export function refuseWithSharedData(what: string): Refusal {
  return refusal(`This cluster has shared data and no backends: it has no ${what}`);
}
