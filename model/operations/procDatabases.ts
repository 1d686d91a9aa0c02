import { homeOf } from '../replication/facts.ts';
import type { Database, Partition, Table } from '../replication/state.ts';
import { type DatabaseRow, databasesView } from '../views/catalog.ts';
import { replicasView, tabletsView } from '../views/replication.ts';
import { encodeRow } from '../views/view.ts';
import { listing, listingCells, type Shown, titlesOf } from './answer.ts';
import { tabletOfId, tabletsIn, tabletsOfTable } from './lookup.ts';
import { partitionList } from './partitionRows.ts';
import type { ProcNode } from './procNode.ts';
import { replicaRows, tabletCells, tabletRows } from './tabletRows.ts';
import { type ShownIndexRow, type ShownTableRow, shownIndexesView, shownTablesView } from './views.ts';

/** SHOW PROC '/dbs' and what is below, down to the replicas of a tablet (R20; replication notes 8.8). */
export const databasesNode: ProcNode = {
  show: (shown) =>
    listing(
      shown,
      databasesView,
      shown.state.databases.map((database) => databaseRow(shown, database)),
    ),
  child: ({ state }, name) => {
    const database = byIdOrName(state.databases, name);
    return database === undefined ? `Unknown database id or name "${name}"` : databaseNode(database);
  },
};

function databaseNode(database: Database): ProcNode {
  const tablesOf = ({ state }: Shown) => state.tables.filter((table) => table.database === database.name);
  return {
    show: (shown) =>
      listing(
        shown,
        shownTablesView,
        tablesOf(shown).map((table) => tableRow(shown, table)),
      ),
    child: (shown, name) => {
      const table = byIdOrName(tablesOf(shown), name);
      return table === undefined ? `unknown table id or name "${name}"` : tableNode(table);
    },
  };
}

function tableNode(table: Table): ProcNode {
  return {
    show: (shown) => listingCells(shown, ['Nodes'], [['partitions']]),
    child: (_shown, name) => (name === 'partitions' ? partitionsNode(table) : `Not implemented yet: ${name}`),
  };
}

function partitionsNode(table: Table): ProcNode {
  return {
    show: (shown) => partitionList(shown, table),
    child: (_shown, name) => {
      const partition = byIdOrName(table.partitions, name);
      return partition === undefined ? `Unknown partition id or name "${name}"` : partitionNode(table, partition);
    },
  };
}

function partitionNode(table: Table, partition: Partition): ProcNode {
  return {
    show: (shown) => listing(shown, shownIndexesView, [indexRow(table, partition)]),
    child: (_shown, name) => {
      if (!/^-?\d+$/.test(name)) return `Invalid index id format: ${name}`;
      return name === String(partition.indexId) ? indexNode(partition) : `Index[${name}] does not exist.`;
    },
  };
}

function indexNode(partition: Partition): ProcNode {
  return {
    show: (shown) => {
      const { state } = shown;
      const cells = tabletsIn(state, partition)
        .flatMap((tablet) => tabletRows(shown, tablet, partition.visibleVersion))
        .map((row) => tabletCells(row, encodeRow(tabletsView, row, state.profile)));
      return listingCells(shown, titlesOf(shown, tabletsView), cells);
    },
    child: (_shown, name) => (/^-?\d+$/.test(name) ? tabletNode(Number(name)) : `Invalid tablet id format: ${name}`),
  };
}

/** An unknown tablet has no replicas; that is no error (replication notes 8.50). */
function tabletNode(id: number): ProcNode {
  return {
    show: (shown) => {
      const tablet = tabletOfId(shown.state, id);
      const home = tablet === undefined ? undefined : homeOf(shown.state, tablet);
      const rows =
        tablet === undefined || home === undefined ? [] : replicaRows(shown, tablet, home.partition.visibleVersion);
      return listing(shown, replicasView, rows);
    },
  };
}

function byIdOrName<T extends { readonly id: number; readonly name: string }>(
  candidates: readonly T[],
  name: string,
): T | undefined {
  return candidates.find((candidate) => String(candidate.id) === name || candidate.name === name);
}

function databaseRow({ state }: Shown, database: Database): DatabaseRow {
  return {
    DbId: String(database.id),
    DbName: database.name,
    TableNum: state.tables.filter((table) => table.database === database.name).length,
    Quota: '8388608.000 TB',
    LastConsistencyCheckTime: null,
    ReplicaQuota: '9223372036854775807',
  };
}

function tableRow({ state, surroundings }: Shown, table: Table): ShownTableRow {
  const { partitionKey } = surroundings.layoutOf(table);
  const replicas = tabletsOfTable(state, table).reduce((sum, tablet) => sum + tablet.replicas.length, 0);
  return {
    TableId: String(table.id),
    TableName: table.name,
    IndexNum: 1,
    PartitionColumnName: partitionKey,
    PartitionNum: table.partitions.length,
    State: table.altering ? 'SCHEMA_CHANGE' : 'NORMAL',
    Type: 'OLAP',
    LastConsistencyCheckTime: null,
    ReplicaCount: replicas,
    PartitionType: partitionKey === '' ? 'UNPARTITIONED' : 'RANGE',
    StoragePath: undefined,
  };
}

/** A partition has one index, named like its table. */
function indexRow(table: Table, partition: Partition): ShownIndexRow {
  return {
    IndexId: String(partition.indexId),
    IndexName: table.name,
    State: 'NORMAL',
    LastConsistencyCheckTime: null,
    TabletBalanceStat: '{"balanced":true}',
    Tablets: partition.buckets,
  };
}
