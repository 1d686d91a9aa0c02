import type { Labels, RequiredLocation } from './location.ts';
import type { Priority } from './priority.ts';
import type { ReplicaVersions } from './versions.ts';

/** What is wrong with a tablet, if anything. Replication notes 2.1. */
export type TabletStatus =
  | 'HEALTHY'
  | 'REPLICA_MISSING'
  | 'VERSION_INCOMPLETE'
  | 'REPLICA_RELOCATING'
  | 'REDUNDANT'
  | 'FORCE_REDUNDANT'
  | 'COLOCATE_MISMATCH'
  | 'COLOCATE_REDUNDANT'
  | 'NEED_FURTHER_REPAIR'
  | 'DISK_MIGRATION'
  | 'LOCATION_MISMATCH';

/** What a replica is being used for. Replication notes 0, vocabulary. */
export type ReplicaState = 'NORMAL' | 'CLONE' | 'ALTER' | 'DECOMMISSION' | 'RECOVER' | 'SCHEMA_CHANGE' | 'ROLLUP';

/** What the FE knows of a backend when it judges a tablet. */
export interface BackendFacts {
  readonly id: string;
  readonly host: string;
  /** Its last heartbeat was answered. */
  readonly alive: boolean;
  readonly decommissioned: boolean;
  /** Time since its last answered heartbeat, in milliseconds; only looked at while it is not alive. */
  readonly downMs: number;
  /** Its location label, one at most. */
  readonly location?: Labels | undefined;
}

/** What the FE knows of a replica when it judges its tablet. */
export interface ReplicaFacts extends ReplicaVersions {
  /** Undefined when the backend was dropped from the cluster. */
  readonly backend: BackendFacts | undefined;
  readonly state: ReplicaState;
  readonly bad: boolean;
  /** A balance task has just made this copy and it is behind: it is to be repaired before anything is removed. */
  readonly needFurtherRepair: boolean;
  /** No living source has every version any more that this replica lacks. */
  readonly tooFarBehind: boolean;
  /** The disk that holds it is being emptied. */
  readonly diskDecommissioned: boolean;
}

/** Everything on which the judgement of a tablet depends. */
export interface TabletFacts {
  readonly replicationNum: number;
  readonly visibleVersion: number;
  readonly replicas: readonly ReplicaFacts[];
  /** All backends of the cluster, whether they hold a replica or not. */
  readonly backends: readonly BackendFacts[];
  /** The location labels that the table asks for; undefined or empty when it asks for none. */
  readonly requiredLocation?: RequiredLocation | undefined;
  /** The operator prefers an empty tablet to one that is lost (`recover_with_empty_tablet`). */
  readonly recoverWithEmptyTablet: boolean;
}

/** How a profile judges tablets. */
export interface HealthRules {
  /**
   * How long a silent backend is still taken for alive, in milliseconds.
   * 0: not at all (R08, interpretation 5). 900,000: `tablet_sched_be_down_tolerate_time_s` (replication notes 2.3).
   */
  readonly backendDownToleranceMs: number;
  /**
   * What decides that a replica has to go before its successor can come, and with it how a lack of replicas is judged.
   *
   * `backend` is the documents' reading. It asks which backend holds what: a record goes first only when no spare backend
   * exists, nothing can be repaired in place, and a complete copy lives (R08, R11, interpretation 8, TH-8). A replica that
   * is too far behind is lost (R08). A missing replica never blocks the repair of lagging ones (R07, TH-12). Priorities
   * follow the number of complete replicas (interpretation 11).
   *
   * `count` is what StarRocks does. It compares numbers of records and backends (replication notes 2.5 and 2.6), leaves
   * "too far behind" to the backends (2.11), calls a tablet that waits for a backend VERSION_INCOMPLETE (2.7), and has a
   * priority for each status (2.5).
   */
  readonly forceRedundantBy: 'backend' | 'count';
}

/** The judgement of one tablet. */
export interface Diagnosis {
  readonly status: TabletStatus;
  /** The priority with which its repair is born. NORMAL for a healthy tablet. */
  readonly priority: Priority;
}
