import { type Profile, profileNamed } from '../../../model/profile.ts';
import type { Command, Outcome } from '../../../model/scenario.ts';
import type { Restore } from '../../../model/snapshot/commands.ts';
import type { SharedDataView } from '../../../model/views/sharedData.ts';
import { addToPlan, judgeSharedData, newSharedDataPlan } from '../plan.ts';
import { sharedDataProperties } from '../properties.ts';
import { enterStory, newStory } from '../story.ts';
import { look, type Patch } from './looks.ts';

/** One command of a hand-made run, and what is seen after it. */
export interface Move {
  readonly command: Command;
  readonly outcome: Outcome;
  readonly after: SharedDataView;
  readonly ms: number;
}

/** What a property said about a run. */
export interface Said {
  readonly kinds: readonly string[];
  readonly exercised: number;
}

/** A command that ends well, at once. */
export function act(command: Command, jobs: string, patch?: Patch): Move {
  return { command, outcome: { kind: 'done' }, after: look(jobs, patch), ms: 0 };
}

/** A command that is refused. */
export function refuse(command: Command, jobs: string, patch?: Patch): Move {
  return { command, outcome: { kind: 'refused', message: 'no' }, after: look(jobs, patch), ms: 0 };
}

/** Seconds that pass. */
export function wait(seconds: number, jobs: string, patch?: Patch): Move {
  return { ...act({ do: 'advance', seconds }, jobs, patch), ms: seconds * 1000 };
}

export const on: Move = act({ do: 'enableSnapshots', volume: 'v1' }, '');

export function off(jobs: string, patch?: Patch): Move {
  return act({ do: 'disableSnapshots' }, jobs, patch);
}

export function breakStore(isBroken: boolean, jobs: string, patch?: Patch): Move {
  return act({ do: 'breakStore', on: isBroken }, jobs, patch);
}

/** A restore of the snapshot of the first job, and what is seen after it. */
export function restored(sections: Partial<Restore>, jobs: string, patch: Patch = {}): Move {
  const command: Restore = { do: 'restore', source: { from: 'snapshot', job: 1 }, ...sections };
  return act(command, jobs, { frontends: [{ host: 'fe1', role: 'leader' }], ...patch });
}

/** The first job from its beginning to its end. */
export function captured(patch?: Patch): readonly Move[] {
  return [on, wait(100, '1:INITIALIZING', patch), wait(2, '1:SNAPSHOTING', patch), wait(8, '1:FINISHED', patch)];
}

function documented(): Profile {
  const profile = profileNamed('documented-3.4');
  if (profile === undefined) throw new RangeError('the profile documented-3.4 is gone');
  return profile;
}

/** What the property with this id says of a run that begins with `first`. */
export function judged(id: string, moves: readonly Move[], first: SharedDataView = look('')): Said {
  const property = sharedDataProperties.find((candidate) => candidate.id === id);
  if (property === undefined) throw new RangeError(`there is no property ${id}`);
  const kinds: string[] = [];
  let exercised = 0;
  const plan = newSharedDataPlan();
  addToPlan(plan, property, {
    exercised: () => {
      exercised += 1;
    },
    violated: (kind) => kinds.push(kind),
  });
  const story = newStory();
  const profile = documented();
  let [before, beforeMs] = [first, 0];
  for (const [index, { command, outcome, after, ms }] of moves.entries()) {
    const step = { index, command, outcome, before, after, beforeMs, afterMs: beforeMs + ms, story, profile };
    judgeSharedData(plan, step);
    enterStory(story, step);
    [before, beforeMs] = [after, beforeMs + ms];
  }
  return { kinds: [...new Set(kinds)], exercised };
}
