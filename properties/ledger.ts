import type { Observation, TabletView, TableView } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Command, TabletRef } from '../model/scenario.ts';

/** A load that was begun and neither committed nor aborted. */
export interface LoadInFlight {
  readonly table: string;
  readonly partitions: readonly string[];
  /** The finished replicas on living backends that there were when it was written. */
  readonly replicas: ReadonlySet<string>;
  /** All finished replicas of that moment, whatever their backends: only these can have its data. */
  readonly present: ReadonlySet<string>;
  /** Those that were about to be removed already then. */
  readonly leaving: ReadonlySet<string>;
  /** Backends that could not store their part when it was written. */
  readonly unreachable: ReadonlySet<string>;
  /** Whether anything but time happened to the system since then. */
  disturbed: boolean;
}

/** When a hint was given, in milliseconds of the target's clock; whether a second time renews it is left open. */
export interface HintGiven {
  readonly firstMs: number;
  readonly latestMs: number;
}

/**
 * What the kit itself has done to the system so far: faults in force, loads and how they ended. It holds nothing that a
 * target has claimed except the outcomes that it answered.
 */
export interface Ledger {
  readonly crashed: Set<string>;
  readonly dropped: Set<string>;
  readonly writesFail: Set<string>;
  readonly clonesFail: Set<string>;
  readonly clonesStall: Set<string>;
  readonly publishStalls: Set<string>;
  /** Backends that report every finished clone twice. */
  readonly repeatReports: Set<string>;
  /** Replicas whose data the kit has destroyed, or may have with a disk, as `table/partition/bucket/backend`. */
  readonly lost: Set<string>;
  /** Tablets of which some replica was compacted, as `table/partition/bucket`. */
  readonly compacted: Set<string>;
  /** Backends of which a disk has ever failed. Which tablets were on it the kit does not know. */
  readonly disturbedBackends: Set<string>;
  /** Partitions as `table/partition`, with the loads that were acknowledged as visible, in order. */
  readonly acknowledged: Map<string, string[]>;
  /** Partitions as `table/partition`, with every load that was answered as committed or visible, in order of commit. */
  readonly committed: Map<string, string[]>;
  /** Loads that were refused, aborted or never committed: nobody may ever see them. */
  readonly failed: Set<string>;
  /** Loads that were answered COMMITTED or indefinitely and may become visible at any time, with their table. */
  readonly waiting: Map<string, string>;
  readonly inFlight: Map<string, LoadInFlight>;
  readonly labels: Set<string>;
  /** Tables whose schema is being changed. */
  readonly altering: Set<string>;
  /** Partitions as `table/partition` with the replicas that the client has asked for. */
  readonly replicationNums: Map<string, number>;
  /** What a row of a load weighs, by table, as far as the client has said so. */
  readonly rowBytes: Map<string, number>;
  /** Repair hints that were given and neither withdrawn nor lost with the leader, by `table/partition`. */
  readonly hints: Map<string, HintGiven>;
  /** Partitions as `table/partition` of which a replica was set bad or ok: a release takes that for a hint as well. */
  readonly statusSet: Set<string>;
  /** Configuration that was set, by name. */
  readonly config: Map<string, string>;
  /** Unfinished replicas that there were when the leader changed; whether they are kept nobody has promised. */
  readonly orphans: Set<string>;
  /** How often another FE became the leader. */
  leaderChanges: number;
  /** Whether the number of clone slots was ever lowered. */
  slotsLowered: boolean;
  /** Since when nothing but time, reads and the end of faults has happened, in milliseconds of the target's clock. */
  quietSinceMs: number;
}

/** The ledger of a run that has not begun. */
export function newLedger(): Ledger {
  return {
    crashed: new Set(),
    dropped: new Set(),
    writesFail: new Set(),
    clonesFail: new Set(),
    clonesStall: new Set(),
    publishStalls: new Set(),
    repeatReports: new Set(),
    lost: new Set(),
    compacted: new Set(),
    disturbedBackends: new Set(),
    acknowledged: new Map(),
    committed: new Map(),
    failed: new Set(),
    waiting: new Map(),
    inFlight: new Map(),
    labels: new Set(),
    altering: new Set(),
    replicationNums: new Map(),
    rowBytes: new Map(),
    hints: new Map(),
    statusSet: new Set(),
    config: new Map(),
    orphans: new Set(),
    leaderChanges: 0,
    slotsLowered: false,
    quietSinceMs: 0,
  };
}

/** The name of a tablet's place in the ledger: `table/partition/bucket`. */
export function placeOf(ref: TabletRef): string {
  return `${ref.table}/${ref.partition}/${ref.bucket}`;
}

/** The name of a partition in the ledger: `table/partition`. */
export function partitionKey(table: string, partition: string): string {
  return `${table}/${partition}`;
}

/** Whether the kit may have destroyed the data that this backend holds of the tablet. */
export function mayBeLost(ledger: Ledger, tablet: TabletView, backend: string): boolean {
  return ledger.lost.has(`${placeOf(tablet)}/${backend}`);
}

/** More bytes than all tablets together can take on any backend, as far as their tables say what a row weighs. */
export function mostBytes({ rowBytes }: Ledger, { tables, tablets }: Observation): number {
  return Math.max(1024, ...rowBytes.values()) * (highestVersionOf(tables) + 1) * tablets.size;
}

// Many properties ask about the same tables, and most tables are the same objects as before.
const highestOfAll = new WeakMap<readonly TableView[], number>();
const highestOfOne = new WeakMap<TableView, number>();

function highestVersionOf(tables: readonly TableView[]): number {
  return remembered(highestOfAll, tables, () => {
    let highest = 1;
    for (const table of tables) highest = Math.max(highest, remembered(highestOfOne, table, highestVersionIn));
    return highest;
  });
}

function highestVersionIn({ partitions }: TableView): number {
  return partitions.reduce((highest, { visibleVersion }) => Math.max(highest, visibleVersion), 1);
}

function remembered<Key extends object>(known: WeakMap<Key, number>, key: Key, find: (key: Key) => number): number {
  const value = known.get(key) ?? find(key);
  known.set(key, value);
  return value;
}

/** Whether the kit has left this backend able to take writes. */
export function takesWrites(ledger: Ledger, backend: string): boolean {
  return !ledger.crashed.has(backend) && !ledger.dropped.has(backend) && !ledger.writesFail.has(backend);
}

/** Whether no fault is in force. */
export function isFaultFree(ledger: Ledger): boolean {
  return faultsOf(ledger).every((faults) => faults.size === 0);
}

/** The faults that last until they are switched off, each as the backends that show it. */
export function faultsOf(ledger: Ledger): readonly Set<string>[] {
  const { crashed, writesFail, clonesFail, clonesStall, publishStalls, repeatReports } = ledger;
  return [crashed, writesFail, clonesFail, clonesStall, publishStalls, repeatReports];
}

/** Whether the command only lets time pass or looks at the system. */
export function isQuiet(command: Command): boolean {
  switch (command.do) {
    case 'advance':
    case 'query':
    case 'readReplica':
    case 'showReplicaStatus':
    case 'showReplicaDistribution':
    case 'showTablets':
    case 'showTablet':
    case 'showStatistic':
    case 'showProc':
      return true;
    default:
      return false;
  }
}

const queueLimitNames = ['tablet_sched_max_scheduling_tablets', 'max_scheduling_tablets'];
const slotNames = ['tablet_sched_slot_num_per_path', 'schedule_slot_num_per_path'];
const minTimeoutNames = ['tablet_sched_min_clone_task_timeout_sec', 'min_clone_task_timeout_sec'];
const maxTimeoutNames = ['tablet_sched_max_clone_task_timeout_sec', 'max_clone_task_timeout_sec'];

/** How many tasks may wait or run before the checker holds back, as it was configured last. */
export function queueLimit({ config }: Ledger, profile: Profile): number {
  return configured(config, queueLimitNames) ?? profile.maxSchedulingTablets;
}

/** The number of clone slots of a path that was configured last, or undefined when nobody has. */
export function slotsConfigured({ config }: Ledger): number | undefined {
  return configured(config, slotNames);
}

/**
 * How long a clone without a report may run at the most, in milliseconds: a second for every 5 MiB of the largest tablet,
 * within the limits that are configured (replication notes 4b.13).
 */
export function longestTimeoutMs(ledger: Ledger, profile: Profile, observation: Observation): number {
  const least = configured(ledger.config, minTimeoutNames);
  const most = configured(ledger.config, maxTimeoutNames);
  const leastMs = Math.max(profile.cloneTimeoutMinMs, (least ?? 0) * 1000);
  const mostMs = most === undefined ? profile.cloneTimeoutMaxMs : most * 1000;
  const bytes = mostBytes(ledger, observation) / Math.max(1, observation.tablets.size);
  return Math.max(profile.cloneTimeoutMinMs, Math.min(Math.max(leastMs, (bytes / 5_242_880) * 1000), mostMs));
}

/** The command's new number of clone slots, or undefined when it is about something else. */
export function slotsIn(command: Command): number | undefined {
  return command.do === 'setConfig' && slotNames.includes(command.name) ? Number(command.value) : undefined;
}

/** Older names and newer ones mean the same item; the one that was set last counts. */
function configured(config: ReadonlyMap<string, string>, names: readonly string[]): number | undefined {
  let latest: number | undefined;
  for (const [name, value] of config) if (names.includes(name)) latest = Number(value);
  return latest;
}
