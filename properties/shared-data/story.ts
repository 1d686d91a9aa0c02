import type { Restore, RestoredVolume } from '../../model/snapshot/commands.ts';
import type { CatalogView, SharedDataView } from '../../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { SharedDataStep } from '../property.ts';
import { enterCaptures, momentOf } from './story-captures.ts';
import { enterFaults } from './story-faults.ts';
import { enterRestore } from './story-restore.ts';
import { enterSnapshots } from './story-snapshots.ts';
import { enterSwitch } from './story-switch.ts';

/** Whether automated snapshots are made, as far as what was acknowledged tells, and where to. */
export interface Automation {
  readonly state: 'on' | 'off' | 'unknown';
  /** Undefined when the documents leave open which one it is. */
  readonly volume: string | undefined;
}

/** A state of the cluster that a snapshot may hold. */
export interface Moment {
  readonly catalog: CatalogView;
  readonly computeNodes: readonly string[];
  readonly jobs: readonly ClusterSnapshotJobRow[];
  readonly automation: Automation;
  /** Loads that were answered COMMITTED and had not been seen visible, with the paths of their tables. */
  readonly committed: ReadonlyMap<string, string>;
  /** Loads of which it was not known whether they were committed. */
  readonly possible: ReadonlySet<string>;
  /** Fingerprints of the data objects by key. */
  readonly data: ReadonlyMap<string, string>;
}

/** When a job may have captured the cluster: at one of these moments, in order, or between two that follow one another. */
export interface Capture {
  readonly moments: readonly Moment[];
  /** Whether the job has left INITIALIZING. */
  readonly isOver: boolean;
  /** How many restores had succeeded before. */
  readonly generation: number;
}

/** A volume and where it lies. */
export interface Place {
  readonly volume: string;
  readonly location: string;
}

/** A restore that was begun. */
export interface Restoration {
  readonly command: Restore;
  /** Name of the snapshot that must be restored; undefined when that is not certain. */
  readonly source: string | undefined;
  /** The volumes that the file lists, with that of the snapshot; undefined when that is not certain. */
  readonly volumes: readonly RestoredVolume[] | undefined;
  /** The moments at which it was captured; undefined when that is not known. */
  readonly moments: readonly Moment[] | undefined;
  /** How many restores had succeeded when it was captured. */
  readonly generation: number;
  /** What was seen before it. */
  readonly was: SharedDataView;
  readonly isOver: boolean;
}

/**
 * What the kit itself has done to a shared-data cluster so far, what was acknowledged, and what the cluster looked like when
 * a snapshot may have been captured.
 */
export interface Story {
  /** The store refuses everything. */
  storeBroken: boolean;
  /** Single requests to the store that were told to fail: each may fail at any time from then on. */
  armed: number;
  /** Those of them that a deletion may meet. */
  armedDeletes: number;
  /** When the store was last broken or told to fail, in milliseconds of the target's clock. */
  troubleMs: number;
  automation: Automation;
  /** When it was switched on last, by a statement or by a restore. */
  onSinceMs: number;
  /** When it was switched off last. */
  offSinceMs: number;
  /** Names of the jobs that were there when it was switched on last. */
  olderJobs: ReadonlySet<string>;
  /** Whether a job was unfinished when it was switched off last. */
  wasRunningAtOff: boolean;
  /** How far the wall clock was set back, all in all. */
  clockBackMs: number;
  /** How often the wall clock was set forward or back. */
  clockSteps: number;
  /** Names of snapshots that were seen finished. */
  readonly finished: Set<string>;
  /** Whether a snapshot must be available: one has finished since automation was switched on, and nobody damaged it. */
  hasLive: boolean;
  /** Names of snapshots that the kit has damaged. */
  readonly damaged: Set<string>;
  /**
   * Keys of folders that no job of the cluster answers for: copies, what a restore or a dropped volume has left behind, and
   * what was there before the cluster.
   */
  readonly foreign: Set<string>;
  /** Service ids of other clusters whose folders were there from the beginning. */
  readonly neighbours: Set<string>;
  /** Service ids under which folders of snapshots were seen, by name. */
  readonly services: Map<string, string>;
  /** Where snapshots were made, by name. */
  readonly places: Map<string, Place>;
  /** Copies of volumes by their locations, with the snapshots that were whole and protected when they were made. */
  readonly copies: Map<string, { readonly volume: string; readonly snapshots: ReadonlySet<string> }>;
  /** Whether everything that is not visible was ever to be removed. */
  fullyVacuumed: boolean;
  /** Whether a volume was ever dropped, or forgotten by a restore. */
  volumesLost: boolean;
  /** Volumes that were dropped since the last restore. */
  readonly droppedVolumes: Set<string>;
  /** By name of the snapshot. */
  readonly captures: Map<string, Capture>;
  /** Names of snapshots in the order in which their jobs were first seen. */
  readonly numbered: string[];
  /** How many ended jobs the history keeps, as it was configured last; undefined before the first step. */
  historyLimit: number | undefined;
  /** Whether some job may never have been seen. */
  missedJobs: boolean;
  /** Loads that were not in the snapshot that was restored: nobody may ever see them again. */
  readonly lost: Set<string>;
  /** Loads that a client has tried to write, with their tables. */
  readonly written: Map<string, string>;
  /** Loads that were answered COMMITTED or indefinitely and have not been seen visible, with the paths of their tables. */
  readonly committed: Map<string, string>;
  /** Loads that may have been committed in a past that is not known. */
  readonly possible: Set<string>;
  publishHeld: boolean;
  /** Whether there has ever been a continuous load job: its loads have names that no client gave. */
  hadLoadJobs: boolean;
  /** The last restore, over or not. */
  restoration: Restoration | undefined;
  /** A restore has begun and is not over, so that what is seen has no past; or what is left on the FE is nowhere promised. */
  unsettled: boolean;
  /** Restores that have succeeded. */
  generation: number;
  /** Whether the last restore was broken off. */
  wasKilled: boolean;
  /** Whether a restore that broke off since the FE answered last may have moved volumes. */
  mayHaveMoved: boolean;
  /** Names of snapshots that had been given up at some time, so that what they need may be gone. */
  readonly unkept: Set<string>;
  /** Names of the snapshots whose data must be kept: those that were finished while ON when the FE was seen last. */
  protectedNames: ReadonlySet<string>;
  /** The most files that all folders ever had together. */
  mostFiles: number;
}

/** The story of a run that has not begun. */
export function newStory(): Story {
  return {
    storeBroken: false,
    armed: 0,
    armedDeletes: 0,
    troubleMs: Number.NEGATIVE_INFINITY,
    automation: { state: 'off', volume: undefined },
    onSinceMs: 0,
    offSinceMs: 0,
    olderJobs: new Set(),
    wasRunningAtOff: false,
    clockBackMs: 0,
    clockSteps: 0,
    finished: new Set(),
    hasLive: false,
    damaged: new Set(),
    foreign: new Set(),
    neighbours: new Set(),
    services: new Map(),
    places: new Map(),
    fullyVacuumed: false,
    copies: new Map(),
    volumesLost: false,
    droppedVolumes: new Set(),
    captures: new Map(),
    numbered: [],
    historyLimit: undefined,
    missedJobs: false,
    lost: new Set(),
    written: new Map(),
    committed: new Map(),
    possible: new Set(),
    publishHeld: false,
    hadLoadJobs: false,
    restoration: undefined,
    unsettled: false,
    generation: 0,
    wasKilled: false,
    mayHaveMoved: false,
    unkept: new Set(),
    protectedNames: new Set(),
    mostFiles: 0,
  };
}

/** Enters a step after it was judged. */
export function enterStory(story: Story, step: SharedDataStep): void {
  const was = momentOf(step.before, story);
  enterFaults(story, step);
  enterSwitch(story, step);
  enterSnapshots(story, step);
  enterRestore(story, step);
  enterCaptures(story, step, was);
}
