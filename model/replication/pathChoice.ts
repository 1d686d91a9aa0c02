import type { Medium } from '../scenario.ts';
import type { PathFacts } from './clusterLoad.ts';
import { type DiskLimit, fitsDisk } from './diskFit.ts';
import type { TabletStatus } from './health.ts';

/** What is to be put somewhere. */
export interface Placing {
  readonly tabletBytes: number;
  /** The medium that the tablet's table asks for. */
  readonly medium: Medium;
  /** A path of another medium is better than none. */
  readonly anyMedium: boolean;
}

/**
 * Whether a clone for a tablet in this state replaces a replica that is lost, rather than one that only lies in the wrong
 * place. The former takes any medium.
 *
 * Source: replication notes 4c.18.
 */
export function replacesLostReplica(status: TabletStatus): boolean {
  return status !== 'REPLICA_RELOCATING' && status !== 'LOCATION_MISMATCH';
}

/**
 * The path of a backend that takes a tablet: the emptiest that fits, of the right medium or, if allowed, of another.
 * Undefined when none fits.
 *
 * @param paths all paths of the backend.
 * @param limit how full a disk may become.
 * Source: R08, R24, replication notes 4c.18.
 */
export function fittingPath(paths: readonly PathFacts[], placing: Placing, limit: DiskLimit): PathFacts | undefined {
  const { medium, tabletBytes, anyMedium } = placing;
  const fitting = paths
    .filter((path) => fitsDisk(path, tabletBytes, limit))
    .sort((left, right) => usedShare(left) - usedShare(right));
  return fitting.find((path) => path.medium === medium) ?? (anyMedium ? fitting[0] : undefined);
}

/** The used part of a path, 0 when it has no capacity. */
function usedShare({ usedBytes, totalBytes }: PathFacts): number {
  return totalBytes === 0 ? 0 : usedBytes / totalBytes;
}
