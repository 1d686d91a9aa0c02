import type { SyncSession } from '../adapters/adapter.ts';
import { memoryAdapter } from '../adapters/memory.ts';
import type { Profile } from '../model/profile.ts';
import { defaultDisk } from '../model/replication/step.ts';
import type { Command, Topology } from '../model/scenario.ts';

/** A session over a cluster with many healthy tablets, few of which a command ever touches. */
export interface LargeCluster {
  readonly session: SyncSession;
  readonly topology: Topology;
  readonly coldTables: number;
}

const backends = 12;
const buckets = 4;

/** Tablets of one cold table. */
export const tabletsPerTable = 100;

/** Partitions of one cold table. */
export const coldPartitions = tabletsPerTable / buckets;

/** The table that most commands work on. */
export const hotTable = 'hot';

/** Its partitions. */
export const hotPartitions: readonly string[] = ['p1', 'p2'];

/** A backend that holds replicas of the hot table and of no other. */
export const hotBackend = 'b8';

/**
 * Fills a cluster with so many tablets, three replicas each, on the first half of its backends. The hot table comes to the
 * others, so that what happens to those concerns a few tablets, however many there are.
 */
export function largeCluster(profile: Profile, tablets: number): LargeCluster {
  const topology = {
    backends: Array.from({ length: backends }, (_, nth) => ({ name: `b${nth + 1}`, disks: [defaultDisk] })),
  };
  const session = memoryAdapter(profile).open(topology);
  session.apply(withoutMoves, []);
  const coldTables = Math.ceil(tablets / tabletsPerTable);
  const names = Array.from({ length: coldPartitions }, (_, nth) => `p${nth + 1}`);
  // The checker takes up a new table before the next one comes, as it would while a cluster grows.
  const seconds = profile.checkerIntervalMs / 1000;
  for (let nth = 0; nth < coldTables; nth += 1) {
    session.apply(createTable(coldTable(nth), names), onBackendsFrom(0, names));
    session.apply({ do: 'advance', seconds }, []);
  }
  return { session, topology, coldTables };
}

/** The name of a cold table, which are counted from 0. */
export function coldTable(nth: number): string {
  return `cold${nth + 1}`;
}

/** The backends are filled unevenly on purpose, and moves would even that out. */
export const withoutMoves: Command = { do: 'setConfig', name: 'tablet_sched_disable_balance', value: 'true' };

/** A new hot table, and the choices that put it on the second half of the backends. */
export const newHotTable: { readonly command: Command; readonly choices: readonly number[] } = {
  command: createTable(hotTable, hotPartitions),
  choices: onBackendsFrom(backends / 2, hotPartitions),
};

function createTable(table: string, partitions: readonly string[]): Command {
  return { do: 'createTable', table, replicationNum: 3, partitions, buckets };
}

/** With one disk a backend, creating a table asks once a partition: for the first of its backends. */
function onBackendsFrom(first: number, partitions: readonly string[]): readonly number[] {
  return partitions.map(() => first);
}
