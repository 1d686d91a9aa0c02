import type { Partition, State, Table, Tablet } from '../replication/state.ts';
import { at, toArray } from '../vector.ts';
import { type Refused, refusing, type Shown } from './answer.ts';

/** A table as a statement names it, and the partitions of its clause; undefined without one. */
export interface TableClause {
  readonly database: string;
  readonly table: string;
  readonly partitions?: readonly string[] | undefined;
  /** Of what the clause names are temporary partitions, which no table here has. */
  readonly temporary?: boolean | undefined;
}

/** The words in which a kind of statement refuses names. */
export interface Words {
  readonly database: (name: string) => Refused;
  readonly table: (name: string) => Refused;
  readonly partition: (name: string) => Refused;
  readonly temporary: (name: string) => Refused;
}

/** The table and the partitions of a clause. Empty when a name is unknown and that is no error. */
export interface Found {
  readonly table: Table | undefined;
  readonly partitions: readonly Partition[];
}

const nothing: Found = { table: undefined, partitions: [] };

/** What a clause names, or the refusal of the first name that is unknown. */
export function findTable({ state, rules }: Shown, clause: TableClause, words: Words): Found | Refused {
  const { database, table: name, partitions: names, temporary } = clause;
  if (!state.databases.some((candidate) => candidate.name === database)) {
    return rules.onUnknown('database') === 'refuse' ? words.database(database) : nothing;
  }
  const table = state.tables.find((candidate) => candidate.database === database && candidate.name === name);
  if (table === undefined) return rules.onUnknown('table') === 'refuse' ? words.table(name) : nothing;
  if (temporary === true) return words.temporary(names?.[0] ?? '');
  const unknown = names?.find((each) => !table.partitions.some((partition) => partition.name === each));
  if (unknown !== undefined && rules.onUnknown('partition') === 'refuse') return words.partition(unknown);
  return { table, partitions: rules.choosesPartitions(table.partitions, names) };
}

/** How the ADMIN SHOW REPLICA statements refuse names (replication notes 8.15, 8.20). */
export function adminWords(kind: 'OLAP' | 'native'): Words {
  return {
    database: (name) => refusing(`Database ${name} does not exist`),
    table: (name) => refusing(`Table does not exist or is not ${kind} table: ${name}`),
    partition: (name) => refusing(`Partition does not exist: ${name}`),
    temporary: (name) =>
      kind === 'OLAP'
        ? refusing('Unsupported operation on temporary partitions')
        : refusing(`Partition does not exist: ${name}`),
  };
}

/** How SHOW TABLET FROM refuses names (replication notes 8.34). */
export const tabletWords: Words = {
  database: (name) => refusing(`Unknown database '${name}'`, 'unknownDatabase'),
  table: (name) => refusing(`Unknown table '${name}'`, 'unknownTable'),
  partition: (name) => refusing(name === '' ? 'there are empty partition name' : `Unknown partition: ${name}`),
  temporary: (name) => refusing(`Unknown partition: ${name}`),
};

/** The tablet of that id, or undefined. */
export function tabletOfId(state: State, id: number): Tablet | undefined {
  return toArray(state.tablets).find((tablet) => tablet?.id === id);
}

/** The tablets of a partition, in bucket order. */
export function tabletsIn(state: State, partition: Partition): Tablet[] {
  const tablets: Tablet[] = [];
  for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
    const tablet = at(state.tablets, partition.firstTablet + bucket);
    if (tablet !== undefined) tablets.push(tablet);
  }
  return tablets;
}

/** All tablets of a table, partition by partition. */
export function tabletsOfTable(state: State, table: Table): Tablet[] {
  return table.partitions.flatMap((partition) => tabletsIn(state, partition));
}
