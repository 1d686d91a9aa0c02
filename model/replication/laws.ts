import { type Diagnosis, diagnose, type HealthRules, type TabletFacts } from './health.ts';
import { ensuresReplicaHa } from './location.ts';
import { type PlacementLaws, placementLaws } from './placementLaws.ts';
import { compareTasks, raisePriority } from './priority.ts';
import { parseWriteQuorum, quorumSize } from './quorum.ts';
import {
  addSlots,
  createSlots,
  freeSlot,
  inspectSlots,
  setSlotsPerPath,
  slotOf,
  takeSlot,
  updatePaths,
} from './slots.ts';
import {
  hasCaughtUp,
  newVersions,
  recordAfterRestore,
  updateFromReport,
  updateLastFailedVersion,
  updateVersion,
  updateVersions,
} from './versions.ts';

/**
 * The decisions of replica management that are pure functions and can be checked without a cluster, as one system makes
 * them. An implementation that wants its own decisions judged offers such a record.
 */
export interface Laws extends PlacementLaws {
  /** R03. See `quorumSize`. */
  readonly quorumSize: typeof quorumSize;
  /** R04. See `parseWriteQuorum`. */
  readonly parseWriteQuorum: typeof parseWriteQuorum;
  /** R05, the record of a new replica. See `newVersions`. */
  readonly newVersions: typeof newVersions;
  /** R05, the general update. See `updateVersions`. */
  readonly updateVersions: typeof updateVersions;
  /** R05, a load became visible. See `updateVersion`. */
  readonly updateVersion: typeof updateVersion;
  /** R05, the replica missed a load. See `updateLastFailedVersion`. */
  readonly updateLastFailedVersion: typeof updateLastFailedVersion;
  /** R05, a clone or a backend reports. See `updateFromReport`. */
  readonly updateFromReport: typeof updateFromReport;
  /** R05, a restore from a backup. See `recordAfterRestore`. */
  readonly recordAfterRestore: typeof recordAfterRestore;
  /** R06. See `hasCaughtUp`. */
  readonly hasCaughtUp: typeof hasCaughtUp;
  /** R09, R21. See `compareTasks`. */
  readonly compareTasks: typeof compareTasks;
  /** R21. See `raisePriority`. */
  readonly raisePriority: typeof raisePriority;
  /** R06, R07, R08, R11. See `diagnose`; the rules are the system's own. */
  readonly diagnose: (facts: TabletFacts) => Diagnosis;
  /** See `ensuresReplicaHa`. */
  readonly ensuresReplicaHa: typeof ensuresReplicaHa;
  /** R29. See `createSlots`. */
  readonly createSlots: typeof createSlots;
  /** R29. See `takeSlot`. */
  readonly takeSlot: typeof takeSlot;
  /** R29. See `freeSlot`. */
  readonly freeSlot: typeof freeSlot;
  /** R30. See `addSlots`. */
  readonly addSlots: typeof addSlots;
  /** R30. See `setSlotsPerPath`. */
  readonly setSlotsPerPath: typeof setSlotsPerPath;
  /** R29. See `updatePaths`. */
  readonly updatePaths: typeof updatePaths;
  /** R29. See `slotOf`. */
  readonly slotOf: typeof slotOf;
  /** R29. See `inspectSlots`. */
  readonly inspectSlots: typeof inspectSlots;
}

/**
 * The reference's decisions under the given rules.
 *
 * @param rules how the profile judges tablets.
 */
export function lawsOf(rules: HealthRules): Laws {
  return {
    ...placementLaws,
    quorumSize,
    parseWriteQuorum,
    newVersions,
    updateVersions,
    updateVersion,
    updateLastFailedVersion,
    updateFromReport,
    recordAfterRestore,
    hasCaughtUp,
    compareTasks,
    raisePriority,
    diagnose: (facts) => diagnose(facts, rules),
    ensuresReplicaHa,
    createSlots,
    takeSlot,
    freeSlot,
    addSlots,
    setSlotsPerPath,
    updatePaths,
    slotOf,
    inspectSlots,
  };
}
