import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { jobNamed } from './jobs.ts';
import type { Moment, Story } from './story.ts';

/** What a snapshot that was captured at this moment would hold. */
export function momentOf(
  { catalog, computeNodes, jobs, bucket }: SharedDataView,
  { automation, committed, possible }: Story,
): Moment {
  return {
    catalog,
    computeNodes,
    jobs,
    automation,
    committed: new Map(committed),
    possible: new Set(possible),
    data: bucket.data,
  };
}

/**
 * Enters the moments at which jobs may have captured the cluster: from before a job was first seen until after it was seen
 * to have left INITIALIZING.
 *
 * @param was the moment before the step.
 */
export function enterCaptures(story: Story, step: SharedDataStep, was: Moment): void {
  const { command, before, after } = step;
  // Of a cluster that is still being restored it is not known what is committed.
  if (!after.isUp || command.do === 'restore' || story.unsettled) return;
  const is = momentOf(after, story);
  for (const { SNAPSHOT_NAME: name, STATE } of after.jobs) {
    const isOver = STATE !== 'INITIALIZING';
    const known = story.captures.get(name);
    const isNew = known === undefined || (known.generation !== story.generation && !wasThere(before, name));
    if (isNew) story.captures.set(name, { moments: [was, is], isOver, generation: story.generation });
    else if (!known.isOver) story.captures.set(name, { ...known, moments: [...known.moments, is], isOver });
  }
}

function wasThere(before: SharedDataView, name: string): boolean {
  return jobNamed(before, name) !== undefined;
}
