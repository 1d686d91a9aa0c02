import type { PathFacts } from './clusterLoad.ts';
import type { DiskLimit } from './diskFit.ts';
import type { BackendFacts } from './health.ts';
import { matchingLocation, type RequiredLocation } from './location.ts';
import { fittingPath, type Placing } from './pathChoice.ts';

/** A backend that could be given a replica. */
export interface DestinationCandidate {
  readonly backend: BackendFacts;
  /** It answers and is not decommissioned. */
  readonly available: boolean;
  readonly paths: readonly PathFacts[];
}

/** For which tablet a backend is sought. */
export interface DestinationRequest extends Placing {
  /** The backends of all its replicas, whatever their state; undefined for one that was dropped. */
  readonly holders: readonly (BackendFacts | undefined)[];
  /** The new replica has to lie at a location that the table asks for and that none of its replicas has; else undefined. */
  readonly newLocation: RequiredLocation | undefined;
}

/** Where a new replica goes. */
export interface Destination {
  readonly backend: BackendFacts;
  readonly path: PathFacts;
}

/** Why a new replica goes nowhere: no path fits, which will not change by waiting; or all that fit are busy. */
export type DestinationRefusal = 'noPath' | 'pathsBusy';

/**
 * Chooses the path of a new replica: one path is asked of each backend, in the given order; of those with a free slot the
 * first of the right medium wins, else the first.
 *
 * @param candidates backends in ascending order of their mixed load score.
 * @param limit how full a disk may become.
 * @param isFree whether a path of a backend has a free clone slot.
 * Source: R08, R24, R29, replication notes 4c.17 to 4c.19.
 */
export function chooseDestination(
  request: DestinationRequest,
  candidates: readonly DestinationCandidate[],
  limit: DiskLimit,
  isFree: (destination: Destination) => boolean,
): Destination | DestinationRefusal {
  const fitting = candidates
    .filter((candidate) => mayHold(candidate, request))
    .flatMap(({ backend, paths }) => {
      const path = fittingPath(paths, request, limit);
      return path === undefined ? [] : [{ backend, path }];
    });
  if (fitting.length === 0) return 'noPath';
  const free = fitting.filter(isFree);
  return free.find(({ path }) => path.medium === request.medium) ?? free[0] ?? 'pathsBusy';
}

/** Replicas of a tablet lie on different hosts, and at different locations where the table asks for that. */
function mayHold({ backend, available }: DestinationCandidate, { holders, newLocation }: DestinationRequest): boolean {
  if (!available || holders.some((holder) => holder?.host === backend.host)) return false;
  return newLocation === undefined || addsLocation(backend, holders, newLocation);
}

function addsLocation(
  backend: BackendFacts,
  holders: DestinationRequest['holders'],
  required: RequiredLocation,
): boolean {
  const location = matchingLocation(backend, required);
  if (location === undefined) return false;
  return holders.every((holder) => holder === undefined || matchingLocation(holder, required) !== location);
}
