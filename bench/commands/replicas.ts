import { nameOf } from '../../model/replication/names.ts';
import type { Backend, State } from '../../model/replication/state.ts';
import type { TabletRef } from '../../model/scenario.ts';
import { at } from '../../model/vector.ts';
import { hasTable, type Model, type ModelCommand, nthOf, perform, type Real, tableOf } from './system.ts';

/** A replica as numbers that stand for its table, partition, bucket and backend, whatever there is of them then. */
export type Place = readonly [table: number, partition: number, bucket: number, backend: number];

/** What happens to the data of one replica, or reads it. */
export type ReplicaKind = 'loseReplica' | 'compact' | 'readReplica';

/** One of these things. */
export class ReplicaCommand implements ModelCommand {
  readonly #kind: ReplicaKind;
  readonly #place: Place;

  constructor(kind: ReplicaKind, place: Place) {
    this.#kind = kind;
    this.#place = place;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: this.#kind, ...replicaAt(model, this.#place) });
  }

  toString(): string {
    return `${this.#kind}(${this.#place.join(', ')})`;
  }
}

/** ADMIN SET REPLICA STATUS, with values that must be refused among them. */
export class SetReplicaStatusCommand implements ModelCommand {
  readonly #place: Place;
  readonly #status: string;

  constructor(place: Place, status: string) {
    this.#place = place;
    this.#status = status;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'setReplicaStatus', ...replicaAt(model, this.#place), status: this.#status });
  }

  toString(): string {
    return `setReplicaStatus(${this.#place.join(', ')}, '${this.#status}')`;
  }
}

function replicaAt(
  model: Readonly<Model>,
  [nthTable, nth, nthBucket, nthBackend]: Place,
): TabletRef & { backend: string } {
  const table = tableOf(model, nthTable);
  const { name, firstTablet, buckets } = nthOf(table.partitions, nth);
  const bucket = nthBucket % buckets;
  const backend = nthOf(holdersOf(model.state, firstTablet + bucket), nthBackend).name;
  return { table: nameOf(table), partition: name, bucket, backend };
}

/** The backends with a replica of the tablet; all of them when none is left in the cluster. */
function holdersOf(state: State, ordinal: number): readonly Backend[] {
  const replicas = at(state.tablets, ordinal)?.replicas ?? [];
  const holders = state.backends.filter(({ id }) => replicas.some(({ backendId }) => backendId === id));
  return holders.length === 0 ? state.backends : holders;
}
