import type { BackendFacts, ReplicaFacts } from './health.ts';
import { asksForLocation, matchingLocation, type RequiredLocation } from './location.ts';
import { hasCaughtUp } from './versions.ts';

/** A tablet that has a replica too many. */
export interface RedundantFacts<R extends ReplicaFacts> {
  readonly replicas: readonly R[];
  readonly visibleVersion: number;
  readonly replicationNum: number;
  /** All backends of the cluster. */
  readonly backends: readonly BackendFacts[];
  /** The location labels that the table asks for; undefined or empty when it asks for none. */
  readonly requiredLocation: RequiredLocation | undefined;
  /** Whether a finished move has made this replica superfluous (R23). */
  readonly isMoved: (replica: R) => boolean;
  /** The load score of a replica's backend, of the tablet's medium or, where it has none, of all its media. */
  readonly loadOf: (replica: R) => number;
}

type Labelled = Pick<RedundantFacts<ReplicaFacts>, 'requiredLocation' | 'replicationNum' | 'backends'>;

/** Why a replica is the one to go, in the order in which the reasons are tried. */
export type RedundancyReason =
  | 'backend dropped'
  | 'bad'
  | 'backend unavailable'
  | 'unfinished or leaving'
  | 'location mismatch'
  | 'duplicate location'
  | 'failed version'
  | 'lower version'
  | 'same host'
  | 'moved'
  | 'high load';

/** The replica to go and why. */
export interface RedundantReplica<R extends ReplicaFacts> {
  readonly replica: R;
  readonly reason: RedundancyReason;
}

type Search = <R extends ReplicaFacts>(facts: RedundantFacts<R>) => R | undefined;

/**
 * Which replica of a tablet goes first. Reasons are tried one after the other, and the first replica to which one applies
 * is chosen. Undefined when none applies, which can only be for want of load scores.
 *
 * Source: R11, replication notes 4d.25.
 */
export function chooseRedundant<R extends ReplicaFacts>(facts: RedundantFacts<R>): RedundantReplica<R> | undefined {
  for (const [reason, search] of SEARCHES) {
    const replica = search(facts);
    if (replica !== undefined) return { replica, reason };
  }
  return undefined;
}

const SEARCHES: readonly (readonly [RedundancyReason, Search])[] = [
  ['backend dropped', ({ replicas }) => replicas.find(({ backend }) => backend === undefined)],
  ['bad', ({ replicas }) => replicas.find(({ bad }) => bad)],
  ['backend unavailable', ({ replicas }) => replicas.find(isOnUnavailable)],
  [
    'unfinished or leaving',
    ({ replicas }) => replicas.find(({ state }) => state === 'CLONE' || state === 'DECOMMISSION'),
  ],
  ['location mismatch', misplaced],
  ['duplicate location', duplicate],
  ['failed version', ({ replicas }) => replicas.find(({ lastFailedVersion }) => lastFailedVersion > 0)],
  [
    'lower version',
    ({ replicas, visibleVersion }) => replicas.find((replica) => !hasCaughtUp(replica, visibleVersion)),
  ],
  ['same host', crowded],
  ['moved', ({ replicas, isMoved }) => replicas.find(isMoved)],
  ['high load', ({ replicas, loadOf }) => mostLoaded(replicas, loadOf)],
];

function isOnUnavailable({ backend }: ReplicaFacts): boolean {
  return backend !== undefined && (!backend.alive || backend.decommissioned);
}

/** Labels only matter while backends that may be given replicas offer enough different locations for all of a tablet's. */
function enforcedLabels({ requiredLocation, replicationNum, backends }: Labelled): RequiredLocation | undefined {
  if (!asksForLocation(requiredLocation)) return undefined;
  const offered = backends
    .filter(({ alive, decommissioned }) => alive && !decommissioned)
    .map((backend) => matchingLocation(backend, requiredLocation));
  const locations = new Set(offered.filter((location) => location !== undefined));
  return locations.size >= replicationNum ? requiredLocation : undefined;
}

/** The youngest replica goes first. */
function misplaced<R extends ReplicaFacts>(facts: RedundantFacts<R>): R | undefined {
  const labels = enforcedLabels(facts);
  if (labels === undefined) return undefined;
  return facts.replicas.findLast(
    ({ backend }) => backend === undefined || matchingLocation(backend, labels) === undefined,
  );
}

/** Of replicas at one location the youngest stays. */
function duplicate<R extends ReplicaFacts>(facts: RedundantFacts<R>): R | undefined {
  const labels = enforcedLabels(facts);
  if (labels === undefined) return undefined;
  const taken = new Set<string | undefined>();
  return facts.replicas.findLast(({ backend }) => {
    const location = backend === undefined ? undefined : matchingLocation(backend, labels);
    if (taken.has(location)) return true;
    taken.add(location);
    return false;
  });
}

/** Of the replicas on one host the one on the backend with more load. */
function crowded<R extends ReplicaFacts>({ replicas, loadOf }: RedundantFacts<R>): R | undefined {
  for (const { backend } of replicas) {
    const together = replicas.filter((replica) => replica.backend?.host === backend?.host);
    if (together.length > 1) return mostLoaded(together, loadOf);
  }
  return undefined;
}

function mostLoaded<R extends ReplicaFacts>(replicas: readonly R[], loadOf: (replica: R) => number): R | undefined {
  let highest: R | undefined;
  for (const replica of replicas) {
    if (loadOf(replica) > (highest === undefined ? 0 : loadOf(highest))) highest = replica;
  }
  return highest;
}
