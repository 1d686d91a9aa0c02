import type { SharedDataDraft } from './draft.ts';
import type { RestorePlan } from './restorePlan.ts';
import type { FlawNoticed, RestoreFlaw } from './restoreRules.ts';

const texts: Readonly<Record<RestoreFlaw, string>> = {
  unknownVolume: 'the volume of the snapshot is not among storage_volumes: Storage volume not found',
  noPath: 'cluster_snapshot_path is missing',
  wrongSuffix: 'cluster_snapshot_path is neither the folder of a snapshot nor a meta folder',
  leaderListed: 'FE with the same host already exists: the leader must not be listed',
  duplicateHost: 'FE or CN with the same host already exists: a host is listed twice',
  badPort: 'a port is outside 1 to 65535',
  duplicateVolume: 'a storage volume is listed twice',
  missingVolume: 'Storage volume does not exist in the restored cluster',
};

/** Why the FE does not come up for what is wrong with the file at this point, or undefined (S12, S13). */
export function flawAt({ rules, state }: SharedDataDraft, plan: RestorePlan, point: FlawNoticed): string | undefined {
  const flaw = plan.flaws.find((candidate) => rules.flawNoticed(candidate, state.profile) === point);
  return flaw === undefined ? undefined : texts[flaw];
}
