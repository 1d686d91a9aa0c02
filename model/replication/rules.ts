import { type Diagnosis, diagnose, type HealthRules, type TabletFacts } from './health.ts';
import { compareTasks as compareQueued } from './priority.ts';
import { parseWriteQuorum, quorumSize, type WriteQuorum } from './quorum.ts';
import { isDead } from './replicaCounts.ts';
import type { Slot } from './slots.ts';
import type { Backend, CloneKind, Replica, Task, TaskState } from './state.ts';
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
}

/**
 * Every decision of the replica document that a system can get wrong, one function each. A mutant is this record with
 * one function replaced.
 */
export interface Rules {
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
  /** R12: whether a query may read this replica. */
  isReadable(replica: Replica, backendAlive: boolean, visibleVersion: number): boolean;
}

function ranked(candidate: RedundancyCandidate): number {
  const { replica, backend, complete } = candidate;
  if (backend === undefined) return 0;
  if (replica.bad) return 1;
  if (!backend.alive) return 2;
  if (replica.state === 'CLONE') return 3;
  if (backend.decommissioned) return 4;
  return complete ? 6 : 5;
}

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
  isReadable: (replica, backendAlive, visibleVersion) =>
    backendAlive &&
    !replica.bad &&
    replica.state === 'NORMAL' &&
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
