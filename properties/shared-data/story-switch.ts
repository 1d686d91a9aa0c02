import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { isUnfinished } from './jobs.ts';
import type { Automation, Story } from './story.ts';

/** Enters that automated snapshots were switched on or off. */
export function enterSwitch(story: Story, step: SharedDataStep): void {
  const { command, outcome, before, afterMs } = step;
  if (outcome.kind !== 'done') return;
  if (command.do === 'disableSnapshots') {
    if (story.automation.state === 'off') return;
    story.wasRunningAtOff = before.jobs.some(isUnfinished);
    story.automation = { state: 'off', volume: undefined };
    story.hasLive = false;
    story.offSinceMs = afterMs;
  } else if (command.do === 'enableSnapshots') {
    const wasOff = story.automation.state === 'off';
    const wasOn = story.automation.state === 'on';
    story.automation = automationAfter(story.automation, command.volume, step);
    if (wasOn) return;
    story.onSinceMs = afterMs;
    story.olderJobs = new Set(wasOff ? before.jobs.map((row) => row.SNAPSHOT_NAME) : []);
    story.hasLive = false;
  }
}

/** What ON leads to: a second one is answered by doing nothing, or by changing to the volume that it names (D12, D13). */
function automationAfter(was: Automation, named: string | undefined, step: SharedDataStep): Automation {
  if (was.state === 'unknown') return { state: 'on', volume: undefined };
  const volume = named ?? defaultVolume(step);
  if (was.state === 'off' || named !== undefined || was.volume === volume) return { state: 'on', volume };
  return { state: 'on', volume: undefined };
}

/** The volume of an ON that names none; undefined where that is left open (D1). */
function defaultVolume({ before, profile }: SharedDataStep): string | undefined {
  return profile.defaultVolume === 'marked' ? markedDefault(before) : undefined;
}

/** The volume that is marked as the default one. */
export function markedDefault({ catalog }: SharedDataView): string | undefined {
  return catalog.volumes.find((volume) => volume.isDefault)?.name;
}
