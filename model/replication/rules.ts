import { type OperationRules, referenceOperationRules } from '../operations/rules.ts';
import type { Medium } from '../scenario.ts';
import { cloneTimeoutMs } from './cloneTimeout.ts';
import type { LoadRules } from './clusterLoad.ts';
import { type Diagnosis, diagnose, type HealthRules, type TabletFacts, type TabletStatus } from './health.ts';
import { capacityCoefficient, classifyLoad, type LoadClass, loadScore } from './loadScore.ts';
import { compareTasks as compareQueued, type Priority, raisePriority } from './priority.ts';
import { parseWriteQuorum, quorumSize, type WriteQuorum } from './quorum.ts';
import { isDead } from './replicaCounts.ts';
import { clampSlotsPerPath, type Slot, type SlotPool, setSlotsPerPath } from './slots.ts';
import type { Backend, CloneKind, RepairHint, Replica, Rowset, Task, TaskState } from './state.ts';
import { isAvailable } from './state.ts';
import { type ReplicaVersions, updateVersion, updateVersions } from './versions.ts';

/** How many replicas of a tablet reported success, of how many that had to. */
export interface Acknowledgements {
  readonly acknowledged: number;
  readonly quorum: number;
}

/** What the choice of a redundant replica knows of a candidate. */
export interface RedundancyCandidate {
  readonly replica: Replica;
  readonly backend: Backend | undefined;
  readonly complete: boolean;
  /** A finished move has made it superfluous (R23). */
  readonly moved: boolean;
  /** The load score of its backend. */
  readonly score: number;
}

/** A backend's share in a move between two backends. */
export interface MoveEnd {
  readonly before: number;
  readonly after: number;
}

/**
 * Every decision of the replica document that a system can get wrong, one function each. A mutant is this record with
 * one function replaced.
 */
export interface Rules extends LoadRules, OperationRules {
  /** R03: how many replicas must report success. */
  quorumSize(replicationNum: number, writeQuorum: WriteQuorum): number;
  /** R04: the value a client wrote, or undefined when it must be refused. */
  parseWriteQuorum(text: string): WriteQuorum | undefined;
  /** R04: what the table keeps when ALTER TABLE names an unknown value; undefined refuses the statement. */
  unknownWriteQuorum(): WriteQuorum | undefined;
  /** R02: the version that the next committed load gets. */
  nextVersion(committedVersion: number, loadsInFlight: number): number;
  /** R02: whether a load writes to this replica. */
  isWriteTarget(replica: Replica, backendAlive: boolean): boolean;
  /** R03, R13: whether a load may start with so many replicas to write to. */
  admitsLoad(targets: number, quorum: number, replicationNum: number): boolean;
  /** R03, R13: whether a load goes on although so many backends failed to store their part. */
  toleratesFailures(failedBackends: number, writeQuorum: WriteQuorum): boolean;
  /** R05: whether a replica that stored the load counts as holding the data. */
  countsAsSuccess(replica: Replica): boolean;
  /** R03: whether the load succeeds, given every tablet that it wrote. */
  loadSucceeds(tablets: readonly Acknowledgements[]): boolean;
  /** R03: whether a tablet of a failed load becomes visible all the same. */
  publishesFailedLoad(tablet: Acknowledgements): boolean;
  /** R02: whether a committed load may become visible now, given the version it follows. */
  mayPublish(visibleVersion: number, version: number): boolean;
  /** R05: the versions of a replica once a load is visible; `published` says whether it has the data. */
  afterPublish(versions: ReplicaVersions, version: number, published: boolean): ReplicaVersions;
  /** R05: what a report does to the versions that the FE knows. */
  updateVersions(current: ReplicaVersions, version: number, lastFailed: number, lastSuccess: number): ReplicaVersions;
  /** R06: whether a silent backend counts as dead. */
  isDead(alive: boolean, downMs: number, toleranceMs: number): boolean;
  /** R06: the state of a tablet and how urgent its repair is. */
  diagnose(facts: TabletFacts, rules: HealthRules): Diagnosis;
  /** R06: whether the checker's round looks at this tablet. */
  checks(bucket: number): boolean;
  /** R09: whether a tablet with this diagnosis gets a task. */
  needsTask(diagnosis: Diagnosis): boolean;
  /** R09: whether a tablet already has a task, which forbids another. */
  hasTask(pending: boolean, running: boolean): boolean;
  /** R09: negative when the first task goes before the second. */
  compareTasks(left: Task, right: Task): number;
  /** R07, R08: how a lagging replica is repaired. */
  cloneKind(replica: Replica): CloneKind;
  /** R10: whether a clone may copy from this replica. */
  isSource(replica: Replica, backend: Backend | undefined, version: number): boolean;
  /** R10: whether a clone may run between two backends. */
  mayClone(sourceBackendId: number, destinationBackendId: number): boolean;
  /** R08: whether a new replica may be put on this backend. */
  isDestination(backend: Backend, holds: boolean): boolean;
  /** R08: whether the disk has room for a tablet of this size. */
  fits(freeBytes: number, tabletBytes: number): boolean;
  /** R29: whether a path can take one more clone. */
  hasFreeSlot(slot: Slot): boolean;
  /** R29: which ends of a clone occupy a slot. */
  occupiesSlot(end: 'source' | 'destination'): boolean;
  /** R29: whether a clone that ends like this gives its slots back. */
  releasesSlots(ended: TaskState): boolean;
  /** R28: whether a running clone has to be given up. */
  timesOut(nowMs: number, startedMs: number, timeoutMs: number): boolean;
  /** R10: whether the FE believes a clone's report. */
  acceptsReport(reportedVersion: number, taskVersion: number): boolean;
  /** R28: whether a report brings back a task that has ended. */
  revivesTask(): boolean;
  /** R28: whether an ended task frees its tablet for the next one. */
  freesTablet(ended: TaskState): boolean;
  /** R10: whether a clone that ends like this takes its unfinished copy away. */
  removesUnfinishedCopy(ended: TaskState): boolean;
  /** R07: whether an incremental clone that found versions missing asks for a full one. */
  asksForFullClone(): boolean;
  /** R07: whether the repaired replica is still the same replica. */
  keepsReplica(): boolean;
  /** R11: the order in which redundant replicas go, least first; equal ones are chosen between. */
  redundancyRank(candidate: RedundancyCandidate): number;
  /** R11: whether a replica may go without taking the last complete copy along. */
  mayRemove(candidate: RedundancyCandidate, completeCopies: number): boolean;
  /** R11: how many replicas one task removes. */
  removals(records: number, replicationNum: number): number;
  /** R01: how many replicas a tablet of this partition has, whose table has another number. */
  replicationNumOf(partition: number, table: number): number;
  /** R21: the priority of a task that has waited too long. */
  raisePriority(dynamic: Priority, original: Priority): Priority;
  /** R21: whether a task has waited for so long that its priority rises. */
  isAged(waitedMs: number, agingMs: number): boolean;
  /** R09: whether the queue takes one more repair task. */
  admitsTask(queued: number, limit: number, urgent: boolean): boolean;
  /** R28: how long a clone of so many bytes may take. */
  timeoutMs(bytes: number, minMs: number, maxMs: number): number;
  /** R28: how many ended tasks are kept. */
  historyLength(limit: number): number;
  /** R28: the reason that the history shows of a task that ended like this. */
  reasonFor(ended: TaskState, message: string): string;
  /** R09: whether a tablet with this status is repaired while its table's schema changes. */
  repairsDuringSchemaChange(status: TabletStatus): boolean;
  /** R29: how many of the possible sources are tried for a free slot. */
  sourcesTried(sources: number): number;
  /** R29: whether the scheduler goes on to the next task when one finds no free slot. */
  goesOnAfterBusy(): boolean;
  /** R29: whether an attempt that finds no free slot at the source leaves the destination's alone. */
  attemptLeavesSlots(): boolean;
  /** R10, R11: whether a clone that is reported a second time changes anything. */
  takesRepeatedReport(): boolean;
  /** R11: whether a replica that is about to go waits for the end of this load. */
  waitsForLoad(loadId: number, watermark: number): boolean;
  /** R30: the number of slots that holds when this one is configured. */
  clampSlots(configured: number): number;
  /** R30: the pool after a change of the configured number. */
  setSlots(pool: SlotPool, previous: number, next: number): SlotPool;
  /** R29: the slots of a path that comes (back) when it had these before. */
  slotsOfNewPath(slotsPerPath: number, before: Slot | undefined): Slot;
  /** R29: whether the slots of a path that is gone are forgotten. */
  forgetsSlots(): boolean;
  /** R31: whether this kind of task takes its slots from those that only balancing uses. */
  usesBalanceSlots(type: 'REPAIR' | 'BALANCE', balanceSlotsPerPath: number): boolean;
  /** R21: the priority with which a hinted tablet is repaired. */
  hintedPriority(priority: Priority): Priority;
  /** R21: whether ADMIN REPAIR TABLE raises this waiting task. */
  raisesPending(task: Task, hinted: boolean): boolean;
  /** R21: whether the start delay is skipped for a hinted tablet. */
  skipsDelay(priority: Priority): boolean;
  /** R21: the hints once these are given as well. */
  addHints(hints: readonly RepairHint[], given: readonly RepairHint[]): readonly RepairHint[];
  /** R22: whether ADMIN CANCEL REPAIR TABLE withdraws this hint. */
  withdraws(hint: RepairHint, tableId: number, partitionIds: readonly number[]): boolean;
  /** R22: whether ADMIN CANCEL REPAIR TABLE ends the waiting tasks of the table. */
  cancelEndsTasks(): boolean;
  /** R21: whether a hint is over. */
  isHintOver(nowMs: number, untilMs: number): boolean;
  /** R22: the hints that a new leader knows of. */
  hintsAfterLeaderChange(hints: readonly RepairHint[]): readonly RepairHint[];
  /** R22: whether the tablets are checked anew by a new leader. */
  newLeaderChecks(): boolean;
  /** R25: whether load statistics have to be made anew. */
  areStale(ageMs: number, intervalMs: number): boolean;
  /** R23: whether balancing goes on with this switch. */
  balances(disabled: boolean): boolean;
  /** R27: how many moves may wait or run. */
  mostMoves(limit: number): number;
  /** R27: whether a tablet with this diagnosis may be moved. */
  isMovable(status: TabletStatus): boolean;
  /** R23: whether backends of these classes are balanced with each other. */
  balancesBetween(source: LoadClass, destination: LoadClass): boolean;
  /** R23: whether a move evens the load of two backends out. */
  improves(source: MoveEnd, destination: MoveEnd): boolean;
  /** R24: whether a path of this medium may take a tablet that asks for another while there are paths of the right one. */
  suitsMedium(medium: Medium, wanted: Medium): boolean;
  /** R23: whether a waiting move is carried out for a tablet with this status. */
  executesMove(status: TabletStatus): boolean;
  /** R23: whether the replica on the backend with the higher load goes before the copy is made. */
  removesBeforeCopying(): boolean;
  /** R23: whether the leader remembers which replica a finished move has made superfluous. */
  remembersMoved(): boolean;
  /** R11, R23: whether a new copy that is behind is repaired before anything of its tablet is removed. */
  marksForFurtherRepair(): boolean;
  /** R26: how much the use of a backend's disks counts in its load score. */
  capacityCoefficient(usedShare: number, highWater: number): number;
  /** R10: the loads whose rows arrive when a clone copies this rowset. */
  copiedLoads(rowset: Rowset, clone: CloneKind): readonly string[];
  /** R10: the version that the FE records of a replica whose copy has this one. */
  versionAfterClone(copied: number, visible: number): number;
  /** R17: whether a replica is bad once an operator has set this status. */
  isBadAfter(status: 'bad' | 'ok'): boolean;
  /** R28: how a clone ends from or to a backend that has left the cluster. */
  endOfClone(): TaskState;
  /** R12: whether a query may read this replica. */
  isReadable(replica: Replica, backendAlive: boolean, visibleVersion: number): boolean;
}

function ranked(candidate: RedundancyCandidate): number {
  const { replica, backend, complete, moved } = candidate;
  if (backend === undefined) return 0;
  if (replica.bad) return 1;
  if (!backend.alive) return 2;
  if (replica.state === 'CLONE' || replica.state === 'DECOMMISSION') return 3;
  if (backend.decommissioned) return 4;
  if (!complete) return 5;
  return moved ? 6 : 7;
}

/** What may be lost when shares and scores are added up. */
const ROUNDING = 1e-6;

/** The documents' own decisions. */
export const referenceRules: Rules = {
  quorumSize,
  parseWriteQuorum,
  unknownWriteQuorum: () => undefined,
  nextVersion: (committedVersion) => committedVersion + 1,
  isWriteTarget: (replica, backendAlive) => backendAlive && !replica.bad && replica.state !== 'CLONE',
  admitsLoad: (targets, quorum) => targets >= quorum,
  toleratesFailures: () => true,
  countsAsSuccess: (replica) => replica.lastFailedVersion < 0 && !replica.bad && replica.state !== 'CLONE',
  loadSucceeds: (tablets) => tablets.every((tablet) => tablet.acknowledged >= tablet.quorum),
  publishesFailedLoad: () => false,
  mayPublish: (visibleVersion, version) => version === visibleVersion + 1,
  afterPublish: (versions, version, published) =>
    published ? updateVersion(versions, version) : markFailed(versions, version),
  updateVersions,
  isDead,
  diagnose,
  checks: () => true,
  needsTask: (diagnosis) => diagnosis.status !== 'HEALTHY',
  hasTask: (pending, running) => pending || running,
  compareTasks: (left, right) => compareQueued(left, right) || left.id - right.id,
  cloneKind: (replica) => (replica.tooFarBehind ? 'full' : 'incremental'),
  isSource: (replica, backend, version) =>
    backend?.alive === true &&
    !replica.bad &&
    replica.state !== 'CLONE' &&
    replica.lastFailedVersion < 0 &&
    replica.version >= version,
  mayClone: (source, destination) => source !== destination,
  isDestination: (backend, holds) => isAvailable(backend) && !holds,
  fits: (freeBytes, tabletBytes) => freeBytes >= tabletBytes,
  hasFreeSlot: (slot) => slot.available > 0,
  occupiesSlot: () => true,
  releasesSlots: () => true,
  timesOut: (nowMs, startedMs, timeoutMs) => nowMs - startedMs > timeoutMs,
  acceptsReport: (reportedVersion, taskVersion) => reportedVersion >= taskVersion,
  revivesTask: () => false,
  freesTablet: () => true,
  removesUnfinishedCopy: () => true,
  asksForFullClone: () => true,
  keepsReplica: () => true,
  redundancyRank: ranked,
  mayRemove: (candidate, completeCopies) => !candidate.complete || completeCopies > 1,
  removals: () => 1,
  replicationNumOf: (partition) => partition,
  raisePriority,
  isAged: (waitedMs, agingMs) => waitedMs >= agingMs,
  admitsTask: (queued, limit, urgent) => urgent || queued <= limit,
  timeoutMs: cloneTimeoutMs,
  historyLength: (limit) => limit,
  reasonFor: (_ended, message) => message,
  repairsDuringSchemaChange: (status) => status === 'VERSION_INCOMPLETE',
  sourcesTried: (sources) => sources,
  goesOnAfterBusy: () => true,
  attemptLeavesSlots: () => true,
  takesRepeatedReport: () => false,
  waitsForLoad: (loadId, watermark) => loadId < watermark,
  clampSlots: clampSlotsPerPath,
  setSlots: setSlotsPerPath,
  slotsOfNewPath: (slotsPerPath) => ({ total: slotsPerPath, available: slotsPerPath }),
  forgetsSlots: () => true,
  usesBalanceSlots: (type, balanceSlotsPerPath) => type === 'BALANCE' && balanceSlotsPerPath > 0,
  hintedPriority: () => 'VERY_HIGH',
  raisesPending: (_task, hinted) => hinted,
  skipsDelay: (priority) => priority === 'VERY_HIGH',
  addHints: (hints, given) => [
    ...hints,
    ...given.filter((hint) => !hints.some(({ partitionId }) => partitionId === hint.partitionId)),
  ],
  withdraws: (hint, tableId, partitionIds) => hint.tableId === tableId && partitionIds.includes(hint.partitionId),
  cancelEndsTasks: () => false,
  isHintOver: (nowMs, untilMs) => nowMs >= untilMs,
  hintsAfterLeaderChange: () => [],
  newLeaderChecks: () => true,
  loadScore,
  capacityCoefficient,
  classifyLoad,
  areStale: (ageMs, intervalMs) => ageMs >= intervalMs,
  balances: (disabled) => !disabled,
  mostMoves: (limit) => limit,
  isMovable: (status) => status === 'HEALTHY',
  balancesBetween: (source, destination) => source === 'HIGH' && destination === 'LOW',
  improves: (source, destination) =>
    source.after >= destination.after - ROUNDING &&
    source.before - destination.before - (source.after - destination.after) > ROUNDING,
  suitsMedium: (medium, wanted) => medium === wanted,
  executesMove: (status) => status === 'HEALTHY',
  removesBeforeCopying: () => false,
  remembersMoved: () => true,
  marksForFurtherRepair: () => true,
  copiedLoads: (rowset) => rowset.loads,
  versionAfterClone: (copied) => copied,
  isBadAfter: (status) => status === 'bad',
  endOfClone: () => 'CANCELLED',
  ...referenceOperationRules,
  isReadable: (replica, backendAlive, visibleVersion) =>
    backendAlive &&
    !replica.bad &&
    (replica.state === 'NORMAL' || replica.state === 'DECOMMISSION') &&
    replica.lastFailedVersion < 0 &&
    replica.version >= visibleVersion,
};

/** The versions of a replica that missed `version` (replication notes 1e.26, 1e.31). */
export function markFailed(versions: ReplicaVersions, version: number): ReplicaVersions {
  return updateVersions(
    versions,
    versions.version,
    Math.max(versions.lastFailedVersion, version),
    versions.lastSuccessVersion,
  );
}
