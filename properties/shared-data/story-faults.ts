import type { SharedDataStep } from '../property.ts';
import { contentOf, folderKey, folderWithKey, normalised } from './folders.ts';
import type { Story } from './story.ts';

/** Enters what the kit did to the store, the clock, volumes and folders, and which loads are on their way. */
export function enterFaults(story: Story, step: SharedDataStep): void {
  if (step.index === 0) {
    for (const folder of step.before.bucket.folders) {
      story.foreign.add(folderKey(step.before, folder));
      story.neighbours.add(folder.serviceId);
    }
  }
  enterStore(story, step);
  enterVolumes(story, step);
  enterLoads(story, step);
  const { command } = step;
  if (command.do === 'damageSnapshot') enterDamage(story, step);
  if (command.do === 'vacuum' && command.full) story.fullyVacuumed = true;
  if (command.do === 'holdPublish') story.publishHeld = command.on;
  if (command.do === 'stepClock') {
    story.clockSteps += 1;
    story.clockBackMs += Math.max(0, -command.seconds * 1000);
  }
  const files = step.after.bucket.folders.reduce((sum, folder) => sum + folder.files.length, 0);
  story.mostFiles = Math.max(story.mostFiles, files);
}

function enterStore(story: Story, { command, after, afterMs }: SharedDataStep): void {
  switch (command.do) {
    case 'failStore':
      story.armed += 1;
      if (command.request === 'delete' || command.request === 'list') story.armedDeletes += 1;
      break;
    case 'breakStore':
      story.storeBroken = command.on;
      break;
    case 'heal':
      story.armed = 0;
      story.armedDeletes = 0;
      story.storeBroken = false;
      if (after.isUp) story.publishHeld = false;
      break;
    default:
      if (!story.storeBroken) return;
  }
  story.troubleMs = afterMs;
}

/** What changed in the listing while nothing else could change it. */
function enterDamage(story: Story, step: SharedDataStep): void {
  for (const folder of step.before.bucket.folders) {
    const now = folderWithKey(step.after, folderKey(step.before, folder));
    if (now !== undefined && contentOf(now) === contentOf(folder)) continue;
    story.damaged.add(folder.name);
    story.hasLive = false;
  }
}

/** A folder that appears because volumes and their locations have changed is none that a job has made. */
function enterVolumes(story: Story, { command, outcome, before, after }: SharedDataStep): void {
  switch (command.do) {
    case 'copyVolume':
      break;
    case 'dropVolume':
      if (outcome.kind !== 'done') return;
      story.droppedVolumes.add(command.volume);
      story.volumesLost = true;
      for (const folder of before.bucket.folders) {
        if (folder.volume === command.volume) story.foreign.add(folderKey(before, folder));
      }
      return;
    default:
      return;
  }
  const known = new Set(before.bucket.folders.map((folder) => folderKey(before, folder)));
  for (const key of after.bucket.folders.map((folder) => folderKey(after, folder))) {
    if (!known.has(key)) story.foreign.add(key);
  }
  if (command.do !== 'copyVolume' || outcome.kind !== 'done') return;
  const live = after.jobs.filter((row) => row.STATE === 'FINISHED').map((row) => row.SNAPSHOT_NAME);
  const isComplete = story.automation.state === 'on' && !story.storeBroken && story.armed === 0;
  story.copies.set(normalised(command.location), {
    volume: command.volume,
    snapshots: new Set(isComplete ? live : []),
  });
}

function enterLoads(story: Story, { command, outcome, after }: SharedDataStep): void {
  if (command.do === 'writeTable') {
    if (outcome.kind !== 'refused') {
      story.written.set(command.load, command.table);
      story.lost.delete(command.load);
    }
    const mayCome = outcome.kind === 'indefinite' || (outcome.kind === 'loaded' && outcome.status === 'COMMITTED');
    const table = after.catalog.tables.find(({ name }) => name === command.table);
    if (mayCome && table !== undefined) story.committed.set(command.load, table.path);
  }
  if (after.catalog.loadJobs.length > 0) story.hadLoadJobs = true;
  if (!after.isUp || story.committed.size === 0) return;
  const visible = new Set(after.catalog.tables.flatMap((table) => table.loads ?? []));
  for (const load of story.committed.keys()) if (visible.has(load)) story.committed.delete(load);
}
