import type { RestoredVolume } from '../../model/snapshot/commands.ts';
import type { SharedTableView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { isStoreSound, mayMistakeGarbage } from './bounds.ts';
import { type Comparing, type Difference, differencesOf, movedBy } from './catalogs.ts';
import { endedRestore } from './restore-source.ts';
import type { Moment, Restoration } from './story.ts';

/** A restore that has come to its end, with what it restored, as far as that is known. */
export interface Ended {
  readonly restoration: Restoration;
  readonly source: string;
  readonly volumes: readonly RestoredVolume[];
  readonly moments: readonly Moment[];
}

/** The restore that ends in the step when it is known what its snapshot holds. */
export function knownRestore(step: SharedDataStep): Ended | undefined {
  const restoration = endedRestore(step);
  if (restoration === undefined) return undefined;
  const { source, volumes, moments } = restoration;
  if (source === undefined || volumes === undefined || moments === undefined) return undefined;
  return { restoration, source, volumes, moments };
}

// Several properties look at the same step.
const compared = new WeakMap<SharedDataStep, readonly Difference[]>();

/** What differs between the restored cluster and what its snapshot must hold. */
export function restoredDifferences(step: SharedDataStep, ended: Ended): readonly Difference[] {
  const known = compared.get(step);
  if (known !== undefined) return known;
  const differences = differencesOf(step.after.catalog, ended.moments, comparing(step, ended));
  compared.set(step, differences);
  return differences;
}

function comparing(step: SharedDataStep, ended: Ended): Comparing {
  const { story, profile } = step;
  const isKept = (profile.fullVacuumKeepsSnapshots || !story.fullyVacuumed) && !mayMistakeGarbage(step);
  const canRead =
    isKept && isStoreSound(step) && story.protectedNames.has(ended.source) && step.after.computeNodes.length > 0;
  return {
    volumes: ended.volumes,
    written: story.written,
    hasLoadJobs: story.hadLoadJobs,
    isReadable: (table) => canRead && isThere(step, ended, table),
  };
}

/** Whether the volume of a table stays where it is, or was copied as a whole to where it is now. */
function isThere({ story }: SharedDataStep, { volumes, source, moments }: Ended, table: SharedTableView): boolean {
  const move = movedBy(volumes, moments[0]?.catalog.volumes ?? []).get(table.volume);
  if (move === undefined || move.from === move.to) return true;
  const copy = story.copies.get(move.to);
  return copy?.volume === table.volume && copy.snapshots.has(source);
}
