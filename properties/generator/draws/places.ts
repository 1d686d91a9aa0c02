import { ordinalsIn } from '../../../model/ordinals.ts';
import { nameOf } from '../../../model/replication/names.ts';
import type { Backend, State, Table, Tablet, Task } from '../../../model/replication/state.ts';
import type { OnReplica, TabletRef } from '../../../model/scenario.ts';
import { at } from '../../../model/vector.ts';
import { oneIn, oneOf, type Random } from '../random.ts';

/** A partition that no table has. */
export const NO_PARTITION = 'nowhere';

/** A table that no scenario has. */
const NO_TABLE = 't99';

/** Enabled in every state. */
export function always(): boolean {
  return true;
}

/** Enabled when there is a table. */
export function hasTable(state: State): boolean {
  return state.tables.length > 0;
}

export function drawTable(state: State, random: Random): Table {
  return oneOf(random, state.tables);
}

/** The name of a table; now and then of one that does not exist, which must be refused. */
export function drawTableName(state: State, random: Random): string {
  return oneIn(random, 25) ? NO_TABLE : nameOf(drawTable(state, random));
}

/** A table and, as a statement may name them, all, some or none of its partitions, or one that does not exist. */
export function drawPartitions(
  state: State,
  random: Random,
): { readonly table: string; readonly partitions?: readonly string[] } {
  const table = drawTable(state, random);
  const named = nameOf(table);
  if (oneIn(random, 25)) return { table: NO_TABLE };
  if (oneIn(random, 15)) return { table: named, partitions: [NO_PARTITION] };
  if (oneIn(random, 2)) return { table: named };
  const names = table.partitions.map(({ name }) => name);
  return { table: named, partitions: oneIn(random, 3) ? names : [oneOf(random, names)] };
}

/** The place of a tablet. */
export function drawTablet(state: State, random: Random): { readonly ref: TabletRef; readonly tablet?: Tablet } {
  const table = drawTable(state, random);
  const partition = oneOf(random, table.partitions);
  const bucket = random.below(partition.buckets);
  const tablet = at(state.tablets, partition.firstTablet + bucket);
  const ref = { table: nameOf(table), partition: partition.name, bucket };
  return tablet === undefined ? { ref } : { ref, tablet };
}

/** The place of a replica: on a backend that has a record of the tablet, where there is any. */
export function drawReplica(state: State, random: Random): Omit<OnReplica<string>, 'do'> {
  const { ref, tablet } = drawTablet(state, random);
  return { ...ref, backend: drawHolder(state, tablet, random).name };
}

function drawHolder(state: State, tablet: Tablet | undefined, random: Random): Backend {
  const { replicas = [] } = tablet ?? {};
  const id = replicas.length === 0 ? undefined : oneOf(random, replicas).backendId;
  return state.backends.find((backend) => backend.id === id) ?? oneOf(random, state.backends);
}

/** So many of the tasks that ended last are looked at. */
const LATEST = 4;

/** The place of a replica that was cloned lately or is being cloned; of any other where there is none. */
export function drawClonedReplica(state: State, random: Random): Omit<OnReplica<string>, 'do'> {
  const tasks = [...state.history.slice(-LATEST), ...state.running].filter(
    ({ destination }) => destination !== undefined,
  );
  const task = tasks.length === 0 ? undefined : oneOf(random, tasks);
  const ref = task === undefined ? undefined : placeOf(state, task);
  const backend = state.backends.find(({ id }) => id === task?.destination?.backendId);
  return ref === undefined || backend === undefined ? drawReplica(state, random) : { ...ref, backend: backend.name };
}

/** The place of a replica of a tablet whose task waits; of any other where none does. */
export function drawWaitingReplica(state: State, random: Random): Omit<OnReplica<string>, 'do'> {
  const task = state.pending.length === 0 ? undefined : oneOf(random, state.pending);
  const ref = task === undefined ? undefined : placeOf(state, task);
  if (task === undefined || ref === undefined) return drawReplica(state, random);
  return { ...ref, backend: drawHolder(state, at(state.tablets, task.ordinal), random).name };
}

/** The place of a replica of a tablet that may be unhealthy, whose complete replicas are soon cloned from; else of any. */
export function drawNeededReplica(state: State, random: Random): Omit<OnReplica<string>, 'do'> {
  const ordinals = oneIn(random, 3) ? [] : ordinalsIn(state.suspects);
  const ordinal = ordinals.length === 0 ? undefined : oneOf(random, ordinals);
  const ref = ordinal === undefined ? undefined : placeOf(state, { ordinal });
  if (ordinal === undefined || ref === undefined) return drawReplica(state, random);
  return { ...ref, backend: drawHolder(state, at(state.tablets, ordinal), random).name };
}

function placeOf(state: State, { ordinal }: Pick<Task, 'ordinal'>): TabletRef | undefined {
  const tablet = at(state.tablets, ordinal);
  const table = state.tables.find(({ id }) => id === tablet?.tableId);
  const partition = tablet === undefined ? undefined : table?.partitions[tablet.partition];
  if (tablet === undefined || table === undefined || partition === undefined) return undefined;
  return { table: nameOf(table), partition: partition.name, bucket: tablet.bucket };
}
