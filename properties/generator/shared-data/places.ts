import type { Job, SharedDataState, Volume } from '../../../model/snapshot/state.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';

/** How one kind of command on a shared-data cluster is drawn. */
export type SharedDataLetter = Letter<SharedDataState>;

/** Names that nothing has, for commands that must be refused. */
export const NO_VOLUME = 'nowhere';
export const NO_TABLE = 't99';
export const NO_DATABASE = 'd99';

export function isUp(state: SharedDataState): boolean {
  return state.isUp;
}

export function isDown(state: SharedDataState): boolean {
  return !state.isUp;
}

export function isOn(state: SharedDataState): boolean {
  return state.isUp && state.meta.manager.volume !== undefined;
}

export function isOff(state: SharedDataState): boolean {
  return state.isUp && state.meta.manager.volume === undefined;
}

/** Whether a job is under way or something is being deleted. */
export function isBusy(state: SharedDataState): boolean {
  return state.isUp && state.work.length > 0;
}

export function hasTable(state: SharedDataState): boolean {
  return state.isUp && state.meta.tables.length > 0;
}

/** The name of a volume; now and then of one that does not exist. */
export function drawVolume({ meta }: SharedDataState, random: Random): string {
  return meta.volumes.length === 0 || oneIn(random, 20) ? NO_VOLUME : oneOf(random, meta.volumes).name;
}

/** The name of a table; now and then of one that does not exist. */
export function drawTable({ meta }: SharedDataState, random: Random): string {
  return oneIn(random, 25) ? NO_TABLE : oneOf(random, meta.tables).name;
}

/** The lowest name with this prefix that is not taken. */
export function freeName(prefix: string, taken: readonly string[]): string {
  for (let nth = 1; ; nth += 1) if (!taken.includes(`${prefix}${nth}`)) return `${prefix}${nth}`;
}

export function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** Volumes that could be dropped although ended jobs may still name them. */
export function idleVolumes({ meta }: SharedDataState): readonly Volume[] {
  const { volumes, tables, manager } = meta;
  return volumes.filter(
    ({ name, isDefault }) => !isDefault && name !== manager.volume && !tables.some(({ volume }) => volume === name),
  );
}

/** Numbers, from 1, of the jobs of which something is in the bucket. */
export function jobsWithFolder({ launched, bucket }: SharedDataState): readonly number[] {
  const folders = [...bucket.keys()];
  return launched.flatMap(({ name }, nth) => (folders.some((folder) => folder.includes(name)) ? [nth + 1] : []));
}

/** The number of the newest finished snapshot; undefined without one. */
export function newestFinished({ launched, meta }: SharedDataState): number | undefined {
  const job = meta.manager.jobs.findLast(({ state }: Job) => state === 'FINISHED');
  const nth = job === undefined ? -1 : launched.findLastIndex(({ name }) => name === job.name);
  return nth < 0 ? undefined : nth + 1;
}

/** The parts of a snapshot. */
const PARTS = 5;

/** Whether nothing can bring the cluster up again: its metadata is gone, and so is every whole snapshot. */
export function isLost(state: SharedDataState): boolean {
  return !state.isUp && state.disk !== 'intact' && !state.launched.some(({ name }) => isWhole(state, name));
}

/** Numbers, from 1, of the jobs whose snapshots are in the bucket as a whole, as far as their number of parts tells. */
export function wholeSnapshots(state: SharedDataState): readonly number[] {
  return state.launched.flatMap(({ name }, nth) => (isWhole(state, name) ? [nth + 1] : []));
}

function isWhole({ bucket }: SharedDataState, name: string): boolean {
  let parts = 0;
  for (const [folder, objects] of bucket) {
    if (!folder.includes(name)) continue;
    for (const { isTruncated } of objects.values()) if (!isTruncated) parts += 1;
  }
  return parts >= PARTS;
}
