import type { Restore, RestoredVolume } from '../../model/snapshot/commands.ts';
import type { SharedDataView, SnapshotFolderView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { isRestorable, locationOf, normalised } from './folders.ts';
import type { Capture, Place, Restoration, Story } from './story.ts';
import { isRepeated } from './story-snapshots.ts';

/** Where a restore looks. */
export interface Source {
  readonly folders: readonly SnapshotFolderView[];
  /** What the file says of the volume in which it looks; added to it by whoever writes the file, when it is not listed. */
  readonly volume: RestoredVolume;
}

/** What the source of a restore means in the bucket as it is before; undefined when that is not certain. */
export function sourceOf(step: SharedDataStep, { source, volumes }: Restore): Source | undefined {
  const { before, story } = step;
  if (story.missedJobs) return undefined;
  const name = source.job === undefined ? lastWithFolder(step) : story.numbered[source.job - 1];
  if (name === undefined || isRepeated(story, name)) return undefined;
  const place = placeOf(step, name);
  if (place === undefined) return undefined;
  const volume = source.volume ?? place.volume;
  const serviceId = story.services.get(name);
  const listed = volumes?.find((other) => other.name === volume)?.location;
  // Where a volume lies that a restore has moved before it broke off nobody could look up since.
  if (listed === undefined && !before.isUp && story.mayHaveMoved) return undefined;
  const location = listed ?? locationIn(before, volume) ?? place.location;
  if (serviceId === undefined && source.from === 'meta') return undefined;
  const there = before.bucket.folders.filter(
    (folder) => locationOf(before, folder) === normalised(location) && folder.serviceId === serviceId,
  );
  const folders = source.from === 'meta' ? there : there.filter((folder) => folder.name === name);
  return { folders, volume: { name: volume, location } };
}

/** Where a snapshot lies: on the volume to which its job wrote, wherever that is now. */
function placeOf({ before, story }: SharedDataStep, name: string): Place | undefined {
  const place = story.places.get(name);
  if (place === undefined) return undefined;
  return { volume: place.volume, location: locationIn(before, place.volume) ?? place.location };
}

function locationIn({ catalog }: SharedDataView, volume: string): string | undefined {
  return catalog.volumes.find(({ name }) => name === volume)?.location;
}

function lastWithFolder(step: SharedDataStep): string | undefined {
  const { before, story } = step;
  for (const name of [...story.numbered].reverse()) {
    const folders = before.bucket.folders.filter((folder) => folder.name === name);
    if (folders.length === 0) continue;
    if (isRepeated(story, name)) return name;
    const place = placeOf(step, name);
    if (place === undefined) return undefined;
    if (folders.some((folder) => locationOf(before, folder) === normalised(place.location))) return name;
  }
  return undefined;
}

/** The folders by name, the newest last: names order as times do. */
export function byName(folders: readonly SnapshotFolderView[]): readonly SnapshotFolderView[] {
  return [...folders].sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
}

/** The folder that is restored: the one that was named, or the one that is taken from `meta`. */
export function chosenFrom(
  step: SharedDataStep,
  { source }: Restore,
  { folders }: Source,
): SnapshotFolderView | undefined {
  const sorted = byName(folders);
  if (source.from === 'snapshot') return sorted[0];
  return step.profile.restoredFromMeta === 'firstListed' ? sorted[0] : sorted.findLast(isRestorable);
}

/** When a snapshot was captured; undefined when that is not known, or several have borne its name. */
export function captureOf(story: Story, name: string): Capture | undefined {
  return isRepeated(story, name) ? undefined : story.captures.get(name);
}

/** The restore that the step begins. */
export function beginning(step: SharedDataStep, command: Restore): Restoration {
  const source = sourceOf(step, command);
  const found = source === undefined ? undefined : chosenFrom(step, command, source);
  const chosen = found !== undefined && isRepeated(step.story, found.name) ? undefined : found;
  const name = chosen?.name;
  // What comes of a broken snapshot is for others to judge.
  const isWhole = chosen !== undefined && isRestorable(chosen) && !step.story.damaged.has(chosen.name);
  const isPlain = isWhole && command.flaw === undefined;
  const capture = isPlain ? captureOf(step.story, chosen.name) : undefined;
  return {
    command,
    source: name,
    volumes: source === undefined ? undefined : volumesOf(command, source),
    moments: capture?.isOver === true ? capture.moments : undefined,
    generation: capture?.generation ?? 0,
    was: step.before,
    isOver: isFinished(step),
  };
}

function volumesOf({ volumes = [] }: Restore, { volume }: Source): readonly RestoredVolume[] {
  return volumes.some(({ name }) => name === volume.name) ? volumes : [volume, ...volumes];
}

/** Whether a restore has come to its end after the step. */
export function isFinished({ outcome, after }: SharedDataStep): boolean {
  return outcome.kind !== 'refused' && after.isUp && after.restoreState === 'finished';
}

/** The restore that comes to its end in the step. */
export function endedRestore(step: SharedDataStep): Restoration | undefined {
  const { command, story } = step;
  if (!isFinished(step)) return undefined;
  if (command.do === 'restore') return beginning(step, command);
  return story.unsettled && story.restoration?.isOver === false ? story.restoration : undefined;
}
