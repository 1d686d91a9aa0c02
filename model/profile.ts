import type { HealthRules } from './replication/health.ts';

/**
 * What differs between the documents and the releases, as data: the reference, the properties and the views all read
 * their numbers from here.
 */
export interface Profile extends HealthRules {
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
};

/** What the main branch (commit 70d1c246) does; each difference with its section of the replication notes. */
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
  // 5.2: an incremental copy that fails falls back to a full copy into the existing tablet.
  tooFarBehind: 'copyInPlace',
  // 8.45: Timeout is printed in milliseconds.
  timeoutUnit: 'millisecond',
  // 8.11: DEAD means not available, which a decommissioned backend is not.
  decommissionedIsDead: true,
  columns: 'main',
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
