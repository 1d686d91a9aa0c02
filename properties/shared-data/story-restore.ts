import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { folderKey, locationOf, normalised } from './folders.ts';
import { isUnfinished, jobNamed } from './jobs.ts';
import { beginning, isFinished } from './restore-source.ts';
import type { Automation, Restoration, Story } from './story.ts';
import { isRepeated } from './story-snapshots.ts';

const unknown: Automation = { state: 'unknown', volume: undefined };

/** Enters that a restore was begun or has come to its end. */
export function enterRestore(story: Story, step: SharedDataStep): void {
  const { command, after } = step;
  if (command.do === 'restore') {
    enterBeginning(story, step, beginning(step, command));
  } else if (story.unsettled && story.restoration?.isOver === false) {
    // What a client does to a cluster that is still being restored is in no snapshot.
    if (!isIdle(step)) story.restoration = { ...story.restoration, moments: undefined };
    if (isFinished(step)) {
      enterOrphans(story, step, story.restoration.source);
      enterEnd(story, step, story.restoration);
    }
  }
  if (!after.isUp) return;
  story.mayHaveMoved = false;
  if (story.unsettled) {
    // A cluster of which nothing is known keeps what it likes.
    for (const name of story.restoration?.moments === undefined ? story.captures.keys() : []) story.unkept.add(name);
    return;
  }
  enterProtection(story, step);
  enterCopies(story, step);
}

/** Nothing keeps what a snapshot needs once it was given up, whatever a later restore makes of it. */
function enterProtection(story: Story, { after }: SharedDataStep): void {
  const isOn = story.automation.state === 'on';
  const names = new Set<string>();
  for (const name of story.captures.keys()) {
    if (story.unkept.has(name)) continue;
    const row = jobNamed(after, name);
    const isKept = isOn && row !== undefined && !story.olderJobs.has(name);
    if (isKept && row.STATE === 'FINISHED') names.add(name);
    else if (!isKept || !isUnfinished(row)) story.unkept.add(name);
  }
  story.protectedNames = names;
}

/** In a location that the cluster uses, what belonged to a snapshot only stays as long as that is protected. */
function enterCopies(story: Story, { after }: SharedDataStep): void {
  const used = new Set(after.catalog.volumes.map(({ location }) => normalised(location)));
  for (const [location, { volume, snapshots }] of story.copies) {
    if (!used.has(location)) continue;
    const left = [...snapshots].filter((name) => story.protectedNames.has(name));
    story.copies.set(location, { volume, snapshots: new Set(left) });
  }
}

function isIdle({ command }: SharedDataStep): boolean {
  return command.do === 'advance' || command.do === 'readTable' || command.do === 'describeVolume';
}

function enterBeginning(story: Story, step: SharedDataStep, restoration: Restoration): void {
  const { outcome, after, profile } = step;
  if (outcome.kind === 'refused') {
    // What a hasty restore has left of the FE's metadata is promised nowhere.
    if (!after.isUp && (profile.restoreValidates === 'late' || restoration.command.killedAfter !== undefined))
      loseTrack(story);
    return;
  }
  if (!after.isUp) {
    story.wasKilled = true;
    story.mayHaveMoved ||= moves(step, restoration);
    loseTrack(story);
    return;
  }
  story.restoration = restoration;
  story.unsettled = true;
  story.generation += 1;
  // What came of a broken snapshot is no promise for its job either.
  if (restoration.source !== undefined && restoration.moments === undefined) story.damaged.add(restoration.source);
  enterCapturedState(story, step, restoration);
  enterOrphans(story, step, restoration.source);
  if (restoration.isOver) enterEnd(story, step, restoration);
}

/** Whether a restore puts a volume elsewhere than it was seen before. */
function moves({ before }: SharedDataStep, { volumes = [], moments = [] }: Restoration): boolean {
  const places = [...volumes, ...moments.flatMap(({ catalog }) => catalog.volumes)];
  return before.catalog.volumes.some(({ name, location }) =>
    places.some((other) => other.name === name && normalised(other.location) !== normalised(location)),
  );
}

function loseTrack(story: Story): void {
  story.restoration = undefined;
  story.unsettled = true;
  story.automation = unknown;
  story.hasLive = false;
}

function enterEnd(story: Story, { after, profile }: SharedDataStep, restoration: Restoration): void {
  story.restoration = { ...restoration, isOver: true };
  // A hasty release makes something of broken snapshots too; what that is nobody has promised.
  story.unsettled = profile.restoreValidates === 'late' && restoration.moments === undefined;
  story.wasKilled = false;
  story.hasLive = story.automation.state === 'on' && restoration.moments !== undefined;
  enterLostLoads(story, after, restoration);
}

/** What a client had written and the snapshot does not hold; a table in the recycle bin may hold anything. */
function enterLostLoads(story: Story, { catalog }: SharedDataView, { moments }: Restoration): void {
  story.lost.clear();
  if (moments === undefined || moments.some((moment) => moment.catalog.recycled.length > 0)) return;
  const kept = new Set([
    ...catalog.tables.flatMap(({ loads = [] }) => loads),
    ...story.committed.keys(),
    ...story.possible,
  ]);
  const isHidden = catalog.tables.some(({ loads }) => loads === undefined);
  if (!isHidden) for (const load of story.written.keys()) if (!kept.has(load)) story.lost.add(load);
}

/** Automation, and loads that were committed, are as at the capture. */
function enterCapturedState(
  story: Story,
  { before, after, afterMs }: SharedDataStep,
  { moments = [] }: Restoration,
): void {
  story.automation = agreedAutomation(moments.map(({ automation }) => automation));
  story.onSinceMs = afterMs;
  story.offSinceMs = afterMs;
  story.olderJobs = new Set();
  story.hasLive = false;
  story.droppedVolumes.clear();
  if (before.catalog.volumes.some(({ name }) => !after.catalog.volumes.some((other) => other.name === name)))
    story.volumesLost = true;
  story.committed.clear();
  story.possible.clear();
  if (moments.length === 0) for (const load of story.written.keys()) story.possible.add(load);
  for (const { possible } of moments) for (const load of possible) story.possible.add(load);
  for (const { committed } of moments) for (const [load, path] of committed) story.committed.set(load, path);
}

/** What all of the moments at which a snapshot may have been captured agree on. */
export function agreedAutomation(all: readonly Automation[]): Automation {
  const [first, ...others] = all;
  if (first === undefined || others.some(({ state }) => state !== first.state)) return unknown;
  return others.some(({ volume }) => volume !== first.volume) ? { ...first, volume: undefined } : first;
}

/**
 * Folders of jobs that the restored cluster has never heard of, or that may be those of other jobs of the same name, and
 * those at places that it does not use any more.
 */
function enterOrphans(story: Story, { before, after, profile }: SharedDataStep, source: string | undefined): void {
  const known = new Set(
    [...after.jobs.map((row) => row.SNAPSHOT_NAME), source].filter((name) => !isOthers(story, name)),
  );
  const used = new Set(after.catalog.volumes.map(({ location }) => normalised(location)));
  // Which place a hasty restore cleans up nobody can tell.
  const isHasty = profile.restoreValidates === 'late';
  for (const view of [before, after]) {
    for (const folder of view.bucket.folders)
      if (!known.has(folder.name) || !used.has(locationOf(view, folder)) || isHasty)
        story.foreign.add(folderKey(view, folder));
  }
  // What lies where its job looks for it now is the cluster's own, also when it was copied there.
  const place = source === undefined ? undefined : story.places.get(source)?.volume;
  for (const folder of after.bucket.folders)
    if (folder.name === source && used.has(locationOf(after, folder)) && (place ?? folder.volume) === folder.volume)
      story.foreign.delete(folderKey(after, folder));
}

function isOthers(story: Story, name: string | undefined): boolean {
  return name !== undefined && isRepeated(story, name);
}
