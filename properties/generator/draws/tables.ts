import { nameOf } from '../../../model/replication/names.ts';
import { isAvailable, type State } from '../../../model/replication/state.ts';
import type { Command, CreateTable, Medium } from '../../../model/scenario.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { drawTable, drawTableName, hasTable, NO_PARTITION } from './places.ts';

/** What tables are drawn from. */
export interface TableShape {
  /** So many tables at a time. */
  readonly most: number;
  /** Names of partitions, of which a table gets the first ones. */
  readonly partitions: readonly string[];
  readonly buckets: { readonly least: number; readonly most: number };
  /** One in so many tables has so many buckets that its tablets compete for slots. */
  readonly crowdedOneIn: number;
  readonly mostReplicas: number;
  /** One in so many tables asks for a medium. */
  readonly mediumOneIn: number;
  /** What a row may weigh, in bytes; left to the target where there is none. */
  readonly rowBytes: readonly number[];
}

/** CREATE TABLE of tables of that shape. */
export function createTableLetter(shape: TableShape): Letter {
  return {
    kind: 'createTable',
    isEnabled: (state) => state.tables.length < shape.most,
    draw: (state, random) => drawCreateTable(shape, state, random),
  };
}

/** Everything else that happens to tables. */
export const tableLetters: readonly Letter[] = [
  {
    kind: 'alterWriteQuorum',
    isEnabled: hasTable,
    draw: (state, random) => ({
      do: 'alterWriteQuorum',
      table: nameOf(drawTable(state, random)),
      writeQuorum: oneOf(random, quorums),
    }),
  },
  { kind: 'alterReplicationNum', isEnabled: hasTable, draw: drawAlterReplicationNum },
  {
    kind: 'beginSchemaChange',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'beginSchemaChange', table: drawTableName(state, random) }),
  },
  {
    kind: 'endSchemaChange',
    isEnabled: (state) => state.tables.some(({ altering }) => altering),
    draw: (state, random) => ({ do: 'endSchemaChange', table: drawAltering(state, random) }),
  },
  {
    kind: 'dropTable',
    isEnabled: (state) => state.tables.length > 1,
    draw: (state, random) => ({ do: 'dropTable', table: nameOf(drawTable(state, random)) }),
  },
];

const quorums: readonly string[] = ['MAJORITY', 'MAJORITY', 'ONE', 'ALL', 'all', 'HALF', ''];
const CROWDED = 8;
const mediums: readonly Medium[] = ['HDD', 'HDD', 'SSD'];

function drawCreateTable(shape: TableShape, state: State, random: Random): Command {
  const table = freeName(state);
  const replicationNum = drawReplicationNum(shape.mostReplicas, state, random);
  const many = oneIn(random, 3) ? 1 + random.below(shape.partitions.length) : 1;
  const buckets = drawBuckets(shape, random);
  const partitions = shape.partitions.slice(0, many);
  const plain: CreateTable = { do: 'createTable', table, replicationNum, partitions, buckets };
  const isWeighed = shape.rowBytes.length > 0 && !oneIn(random, 7);
  return {
    ...plain,
    ...(oneIn(random, 2) ? {} : { writeQuorum: oneOf(random, quorums) }),
    ...(oneIn(random, shape.mediumOneIn) ? { medium: oneOf(random, mediums) } : {}),
    ...(isWeighed ? { rowBytes: oneOf(random, shape.rowBytes) } : {}),
  };
}

function drawBuckets({ buckets: { least, most }, crowdedOneIn }: TableShape, random: Random): number {
  return oneIn(random, crowdedOneIn) ? CROWDED : least + random.below(most - least + 1);
}

function freeName(state: State): string {
  for (let nth = 1; ; nth += 1) if (!state.tables.some(({ name }) => name === `t${nth}`)) return `t${nth}`;
}

/** Mostly 3, as by default; now and then none or more than there are backends, which must be refused. */
function drawReplicationNum(most: number, state: State, random: Random): number {
  const available = state.backends.filter(isAvailable).length;
  if (oneIn(random, 20)) return oneOf(random, [0, available + 1]);
  if (most >= 3 && available >= 3 && !oneIn(random, 3)) return 3;
  return 1 + random.below(Math.max(1, Math.min(available, most)));
}

function drawAlterReplicationNum(state: State, random: Random): Command {
  const table = drawTable(state, random);
  const replicationNum = drawReplicationNum(4, state, random);
  const whole: Command = { do: 'alterReplicationNum', table: nameOf(table), replicationNum };
  if (oneIn(random, 2)) return whole;
  const partition = oneIn(random, 15) ? NO_PARTITION : oneOf(random, table.partitions).name;
  return { ...whole, partition };
}

/** Mostly a table in a schema change; now and then any, which must be refused when there is none under way. */
function drawAltering(state: State, random: Random): string {
  if (oneIn(random, 12)) return nameOf(drawTable(state, random));
  return nameOf(
    oneOf(
      random,
      state.tables.filter(({ altering }) => altering),
    ),
  );
}
