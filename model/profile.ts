import type { HealthRules } from './replication/health.ts';
import type { SnapshotProfile } from './snapshot/profile.ts';

/**
 * What differs between the documents and the releases, as data: the reference, the properties and the views all read
 * their numbers from here.
 */
export interface Profile extends HealthRules, SnapshotProfile {
  readonly name: ProfileName;
  /** Period of heartbeats and of the reports that come with them. */
  readonly heartbeatIntervalMs: number;
  /** Period of the tablet checker (R06). */
  readonly checkerIntervalMs: number;
  /** Period of the tablet scheduler and of attempts to publish. */
  readonly schedulerIntervalMs: number;
  /** A repair starts after this long without health, times 1 for HIGH, 2 for NORMAL, 3 for LOW priority. */
  readonly repairDelayMs: number;
  /** Clone slots of a storage path (R29). */
  readonly slotsPerPath: number;
  /** Slots of a path that only balance tasks use (R31); 0: repair and balance share one pool. */
  readonly balanceSlotsPerPath: number;
  /** Load statistics are at most this old (R25). */
  readonly statisticsIntervalMs: number;
  /** What moves between backends are decided by (R23): load scores, or the use of disks and then numbers of replicas. */
  readonly balanceBy: 'loadScore' | 'diskAndTablet';
  /** `capacity_used_percent_high_water`, a part of 1 (R26). */
  readonly capacityHighWater: number;
  /** `tablet_sched_balance_load_score_threshold`, a part of the average (R25). */
  readonly loadScoreThreshold: number;
  /** `tablet_sched_balance_load_disk_safe_threshold`, a part of 1: emptier disks need no balancing. */
  readonly diskSafeThreshold: number;
  /** `tablet_sched_max_balancing_tablets`, when nobody has set it. */
  readonly maxBalancingTablets: number;
  /** `tablet_sched_max_scheduling_tablets`, when nobody has set it. */
  readonly maxSchedulingTablets: number;
  /** How long a repair hint holds (interpretation 15). */
  readonly hintLifetimeMs: number;
  /** How long a copy that a balance task has just made is repaired before anything of its tablet is removed. */
  readonly furtherRepairMs: number;
  /** A disk takes no tablet when it would be fuller than `share` and have less than `reserveBytes` left. */
  readonly diskLimit: { readonly share: number; readonly reserveBytes: number };
  /** Which of the backends that fit gets a new replica: whichever is chosen, or the least loaded one. */
  readonly destinationBy: 'any' | 'loadScore';
  /** Clones run at least and at most this long before they time out. */
  readonly cloneTimeoutMinMs: number;
  readonly cloneTimeoutMaxMs: number;
  /** How long a clone takes in the simulated backends. */
  readonly cloneDurationMs: number;
  /** A waiting task rises one priority after this long. */
  readonly priorityAgingMs: number;
  /** How many ended tasks the history keeps. */
  readonly historyLimit: number;
  /** Replicas of a tablet when CREATE TABLE does not say (R01). */
  readonly defaultReplicationNum: number;
  /** What becomes of a replica whose missing versions no source can give singly: a new one, or a full copy in place. */
  readonly tooFarBehind: 'replace' | 'copyInPlace';
  /** The unit in which the task lists print a timeout. */
  readonly timeoutUnit: 'second' | 'millisecond';
  /** Whether ADMIN SHOW REPLICA STATUS calls a replica on a decommissioned backend DEAD. */
  readonly decommissionedIsDead: boolean;
  /** Which columns the views have: those of the documents, or those of the main branch. */
  readonly columns: 'documented' | 'main';
}

export type ProfileName = 'documented-3.4' | 'starrocks-main';

/** The documents to the letter, where they are short as in `interpretations.md`. */
const documented: Profile = {
  name: 'documented-3.4',
  heartbeatIntervalMs: 5_000,
  // Interpretation 5: a dead backend is noticed at its next heartbeat, without further tolerance.
  backendDownToleranceMs: 0,
  forceRedundantBy: 'backend',
  checkerIntervalMs: 20_000,
  schedulerIntervalMs: 1_000,
  // Interpretation 6: no start delay.
  repairDelayMs: 0,
  slotsPerPath: 2,
  balanceSlotsPerPath: 2,
  statisticsIntervalMs: 60_000,
  balanceBy: 'loadScore',
  capacityHighWater: 0.75,
  loadScoreThreshold: 0.1,
  diskSafeThreshold: 0.5,
  maxBalancingTablets: 500,
  maxSchedulingTablets: 10_000,
  // Interpretation 15: 4 hours.
  hintLifetimeMs: 14_400_000,
  furtherRepairMs: 1_200_000,
  // Nothing but the room itself limits a disk.
  diskLimit: { share: 1, reserveBytes: 0 },
  destinationBy: 'any',
  cloneTimeoutMinMs: 180_000,
  cloneTimeoutMaxMs: 7_200_000,
  cloneDurationMs: 3_000,
  priorityAgingMs: 900_000,
  historyLimit: 1_000,
  defaultReplicationNum: 3,
  tooFarBehind: 'replace',
  timeoutUnit: 'second',
  decommissionedIsDead: false,
  columns: 'documented',
  snapshotIntervalMs: 1_800_000,
  snapshotStepMs: 1_000,
  // Interpretation 20: until it succeeds.
  deleteRetryMs: 60_000,
  handOver: 'recordFirst',
  offEndsJob: true,
  listed: 'notYetDeleted',
  missingVolume: 'skipped',
  defaultVolume: 'marked',
  firstJobAfter: 'on',
  restoredFromMeta: 'newestComplete',
  restoreValidates: 'first',
  jobHistoryLimit: 100,
  beforeFirstSnapshot: 'collect',
  // The documents know no UPLOADING.
  showsUploading: false,
  measuredBy: 'elapsedTime',
  failedFolders: 'atOnce',
  trimsFailedJobs: false,
  fullVacuumKeepsSnapshots: true,
  stampsFinishTwice: false,
};

/**
 * What the main branch (commit 70d1c246) does; each difference with its section of the replication notes, and those about
 * snapshots with that of the snapshot notes.
 */
const starrocksMain: Profile = {
  ...documented,
  name: 'starrocks-main',
  // 2.3: tablet_sched_be_down_tolerate_time_s = 900.
  backendDownToleranceMs: 900_000,
  // 2.6: counts of replicas and backends are compared, not which backend holds what.
  forceRedundantBy: 'count',
  // 2.12: tablet_sched_repair_delay_factor_second = 60.
  repairDelayMs: 60_000,
  // 6.2: tablet_sched_slot_num_per_path = 8.
  slotsPerPath: 8,
  // 6.3: repair and balance compete for the same slots.
  balanceSlotsPerPath: 0,
  // 7a.10: every 20 s.
  statisticsIntervalMs: 20_000,
  // 7b: the load score neither triggers nor selects a move.
  balanceBy: 'diskAndTablet',
  // 3.10: 14,400 seconds are stored and compared as milliseconds.
  hintLifetimeMs: 14_400,
  // 4c.18: storage_usage_soft_limit_percent and storage_usage_soft_limit_reserve_bytes.
  diskLimit: { share: 0.9, reserveBytes: 214_748_364_800 },
  // 4c.17: backends in ascending order of their mixed load score.
  destinationBy: 'loadScore',
  // 5.2: an incremental copy that fails falls back to a full copy into the existing tablet.
  tooFarBehind: 'copyInPlace',
  // 8.45: Timeout is printed in milliseconds.
  timeoutUnit: 'millisecond',
  // 8.11: DEAD means not available, which a decommissioned backend is not.
  decommissionedIsDead: true,
  columns: 'main',
  // 2.7.
  snapshotIntervalMs: 600_000,
  // 2.18, 2.19: only with another clean-up.
  deleteRetryMs: null,
  // 2.15.
  handOver: 'expireFirst',
  // 1.16.
  offEndsJob: false,
  // 5.4.
  listed: 'newestFinished',
  // 2.20.
  missingVolume: 'poison',
  // 1.5.
  defaultVolume: 'builtin',
  // 1.13.
  firstJobAfter: 'leaderStart',
  // 7.9.
  restoredFromMeta: 'firstListed',
  restoreValidates: 'late',
  // 6.5.
  beforeFirstSnapshot: 'keepAll',
  // 2.1.
  showsUploading: true,
  // 2.6, 6.1.
  measuredBy: 'wallClock',
  // 2.18, 2.22.
  failedFolders: 'everyCleanUp',
  trimsFailedJobs: true,
  // 6.4.
  fullVacuumKeepsSnapshots: false,
  // 2.23.
  stampsFinishTwice: true,
};

const profiles: Readonly<Record<ProfileName, Profile>> = {
  'documented-3.4': documented,
  'starrocks-main': starrocksMain,
};

/** Names of all profiles, the default first. */
export const profileNames: readonly ProfileName[] = ['documented-3.4', 'starrocks-main'];

/** The profile of that name, or undefined. */
export function profileNamed(name: string): Profile | undefined {
  const known = profileNames.find((candidate) => candidate === name);
  return known === undefined ? undefined : profiles[known];
}
