import type { Restore, RestoredFrontend, RestoredVolume } from './commands.ts';
import { isUnfinished, withoutSlashes } from './jobRules.ts';
import type { SnapshotProfile } from './profile.ts';
import type { Cut, Frontend, Job, Meta, RestoreProgress, StarMeta, Table, Volume } from './state.ts';

/** The flaws that a file can have. */
export type RestoreFlaw = NonNullable<Restore['flaw']> | 'duplicateVolume' | 'missingVolume';

/** What is found in the folder of a snapshot. */
export interface FolderFacts {
  readonly name: string;
  readonly hasVersion: boolean;
  readonly hasRole: boolean;
  readonly hasFeImage: boolean;
  readonly hasStarmgrImage: boolean;
  /** There is a checksum, and it is the FE image's. */
  readonly checksumFits: boolean;
  /** Nothing of it was cut short. */
  readonly isWhole: boolean;
}

/** When a flaw of the file is noticed: before anything is touched, when the FE is about to finish, or never. */
export type FlawNoticed = 'before' | 'afterWipe' | 'atTheEnd' | 'never';

export type RestoreStep =
  | 'validate'
  | 'wipe'
  | 'download'
  | 'load'
  | 'openPorts'
  | 'frontends'
  | 'computeNodes'
  | 'volumes'
  /** The records of the jobs, which come from the middle of a job, are put right. */
  | 'fixJobs'
  /** What these records make superfluous is deleted. */
  | 'cleanUp'
  | 'finish';

/** The decisions of a restore (S12 to S16). */
export interface RestoreRules {
  /** S13: the path as it is used. */
  normalPath(path: string): string;
  /** S12, S13: when this flaw of the file is noticed. */
  flawNoticed(flaw: RestoreFlaw, profile: SnapshotProfile): FlawNoticed;
  /** S12: why a cluster cannot be restored from this folder, or undefined. */
  unrestorable(folder: FolderFacts, profile: SnapshotProfile): string | undefined;
  /** S13: the folder that is restored from `meta`, given all of them by name; undefined: there is none. */
  fromMeta(folders: readonly FolderFacts[], profile: SnapshotProfile): FolderFacts | undefined;
  /** S12: in which order a restore works. */
  restoreSteps(profile: SnapshotProfile): readonly RestoreStep[];
  /** S12: whether the files that a broken-off restore left behind go before the next one. */
  clearsLocalFiles(): boolean;
  /** S12: the metadata of the cluster, given both images and what the FE had before it was wiped. */
  restoredCut(images: Cut, before: Cut): Cut;
  /** S12: the FE journal's newest id once the image was loaded. */
  journalIdAfterRestore(imageId: number): number;
  /** S05: the cluster's service id after a restore. */
  restoredServiceId(star: StarMeta): string;
  /** S14: the FEs after a restore. */
  restoredFrontends(
    leader: string,
    listed: readonly RestoredFrontend[] | undefined,
    before: readonly Frontend[],
  ): readonly Frontend[];
  /** S14: why the FE exits while it adds the listed FEs, or undefined. */
  frontendsProblem(listed: readonly RestoredFrontend[]): string | undefined;
  /** S15: the compute nodes after a restore. */
  restoredComputeNodes(listed: readonly string[] | undefined, before: readonly string[]): readonly string[];
  /** S16: the volumes after a restore. */
  restoredVolumes(listed: readonly RestoredVolume[], before: readonly Volume[]): readonly Volume[];
  /** S16: where a table's data lies once its volume was moved. */
  restoredTablePath(table: Table, from: string, to: string): string;
  /** S16: whether volumes are changed when no FEs are listed. */
  sectionsAreIndependent(): boolean;
  /** S12: the jobs of a cluster that was restored from the snapshot of this name. */
  jobsAfterRestore(jobs: readonly Job[], restored: RestoredSnapshot): readonly Job[];
  /** S12: whether the feature is ON after a restore, given the volume at the capture. */
  volumeAfterRestore(volume: string | undefined): string | undefined;
  /** S12: what the restore probe answers. */
  restoreProbe(progress: RestoreProgress): 'restoring' | 'finished';
  /** S10: whether a cluster comes up with a function whose JAR is not there. */
  startsWithoutJars(meta: Meta): boolean;
}

/** The snapshot that a cluster was restored from. */
export interface RestoredSnapshot {
  /** Undefined when the file names no snapshot: then it is taken to be the newest job's (snapshot notes 7.12). */
  readonly name: string | undefined;
  readonly feJournalId: number;
  readonly starmgrJournalId: number;
  /** The wall clock. */
  readonly clockMs: number;
}

const RESET = 'Finished time was reset after cluster restored';

function isComplete(folder: FolderFacts): boolean {
  const { hasVersion, hasRole, hasFeImage, hasStarmgrImage, checksumFits, isWhole } = folder;
  return hasVersion && hasRole && hasFeImage && hasStarmgrImage && checksumFits && isWhole;
}

/** Snapshot notes 7.9.7: what the main branch notices while it starts, if anything. */
function noticedLate(folder: FolderFacts): string | undefined {
  if (folder.hasVersion !== folder.hasRole) return 'both ROLE file and VERSION file need to exist';
  return folder.hasFeImage && !folder.checksumFits ? 'checksum mismatch! the FE image is damaged' : undefined;
}

function noticed(flaw: RestoreFlaw, { restoreValidates }: SnapshotProfile): FlawNoticed {
  if (restoreValidates === 'first') return 'before';
  switch (flaw) {
    case 'unknownVolume':
      return 'before';
    case 'noPath':
      return 'afterWipe';
    case 'leaderListed':
    case 'duplicateHost':
    case 'missingVolume':
      return 'atTheEnd';
    default:
      return 'never';
  }
}

const careful: readonly RestoreStep[] = [
  'validate',
  'wipe',
  'download',
  'load',
  'fixJobs',
  'openPorts',
  'frontends',
  'computeNodes',
  'volumes',
  'cleanUp',
  'finish',
];

/** Snapshot notes 7.9, 7.12: the main branch deletes before the volumes are what the file says. */
const hasty: readonly RestoreStep[] = [
  'wipe',
  'validate',
  'download',
  'load',
  'fixJobs',
  'cleanUp',
  'openPorts',
  'frontends',
  'computeNodes',
  'volumes',
  'finish',
];

function withRestored(jobs: readonly Job[], restored: RestoredSnapshot): readonly Job[] {
  const name = restored.name ?? jobs.findLast(isUnfinished)?.name;
  return jobs.map((job) => (job.name === name && job.state === 'INITIALIZING' ? marked(job, restored) : job));
}

function marked(job: Job, { feJournalId, starmgrJournalId, clockMs }: RestoredSnapshot): Job {
  return {
    ...job,
    state: 'FINISHED',
    feJournalId,
    starmgrJournalId,
    finishedMs: clockMs,
    journaledFinishedMs: clockMs,
    detail: RESET,
  };
}

export const referenceRestoreRules: RestoreRules = {
  normalPath: withoutSlashes,
  flawNoticed: noticed,
  unrestorable: (folder, { restoreValidates }) => {
    if (restoreValidates === 'late') return noticedLate(folder);
    return isComplete(folder) ? undefined : `the snapshot ${folder.name} is incomplete or damaged`;
  },
  fromMeta: (folders, { restoredFromMeta }) =>
    restoredFromMeta === 'firstListed' ? folders[0] : folders.findLast(isComplete),
  restoreSteps: ({ restoreValidates }) => (restoreValidates === 'first' ? careful : hasty),
  clearsLocalFiles: () => true,
  restoredCut: (images) => images,
  journalIdAfterRestore: (imageId) => imageId,
  restoredServiceId: ({ serviceId }) => serviceId,
  restoredFrontends: (leader, listed) => [
    { host: leader, role: 'leader' },
    ...(listed ?? []).map(({ host, type }): Frontend => ({ host, role: type ?? 'follower' })),
  ],
  frontendsProblem: () => undefined,
  restoredComputeNodes: (listed, before) => listed ?? before,
  restoredVolumes: (listed, before) =>
    before.map((volume) => ({ ...volume, ...listed.find(({ name }) => name === volume.name) })),
  restoredTablePath: (table, from, to) => withoutSlashes(to) + table.path.slice(withoutSlashes(from).length),
  sectionsAreIndependent: () => true,
  jobsAfterRestore: withRestored,
  volumeAfterRestore: (volume) => volume,
  restoreProbe: ({ isRestoring }) => (isRestoring ? 'restoring' : 'finished'),
  startsWithoutJars: () => true,
};
