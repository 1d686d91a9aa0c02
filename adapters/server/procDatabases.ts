import {
  databaseRow,
  indexRow,
  replicaRows,
  tableRow,
  tabletOfId,
  tabletRows,
  tabletsIn,
} from '../../model/replication/showTables.ts';
import type { Database, Partition, Table } from '../../model/replication/state.ts';
import { databasesView, indexesView, tablesView } from '../../model/views/catalog.ts';
import { partitionsView, replicasView, tabletsView } from '../../model/views/replication.ts';
import type { Cluster } from './cluster.ts';
import { partitionKeyOf, partitionRows } from './createTableText.ts';
import { type ProcNode, UnknownNode } from './procNode.ts';
import { textRows, viewRows } from './replies.ts';

/** SHOW PROC '/dbs' and what is below, down to the replicas of a tablet (R20; replication notes 8.8). */
export const databasesNode: ProcNode = {
  show: ({ state }) =>
    viewRows(
      databasesView,
      state.databases.map((database) => databaseRow(state, database)),
      state.profile,
    ),
  child: ({ state }, name) => {
    const database = byIdOrName(state.databases, name);
    if (database === undefined) throw new UnknownNode(`Unknown database id or name "${name}"`);
    return databaseNode(database);
  },
};

function databaseNode(database: Database): ProcNode {
  const tablesOf = ({ state }: Cluster) => state.tables.filter((table) => table.database === database.name);
  return {
    show: (cluster) => {
      const rows = tablesOf(cluster).map((table) => tableRow(cluster.state, table, partitionKey(cluster, table)));
      return viewRows(tablesView, rows, cluster.state.profile);
    },
    child: (cluster, name) => {
      const table = byIdOrName(tablesOf(cluster), name);
      if (table === undefined) throw new UnknownNode(`unknown table id or name "${name}"`);
      return tableNode(table);
    },
  };
}

function tableNode(table: Table): ProcNode {
  return {
    show: () => textRows(['Nodes'], [['partitions']]),
    child: (_cluster, name) => {
      if (name !== 'partitions') throw new UnknownNode(`Not implemented yet: ${name}`);
      return partitionsNode(table);
    },
  };
}

function partitionsNode(table: Table): ProcNode {
  return {
    show: ({ state, definitions }) => {
      const definition = definitions.get(table.id);
      const rows = definition === undefined ? [] : partitionRows(table, definition);
      return viewRows(partitionsView, rows, state.profile);
    },
    child: (_cluster, name) => {
      const partition = byIdOrName(table.partitions, name);
      if (partition === undefined) throw new UnknownNode(`Unknown partition id or name "${name}"`);
      return partitionNode(table, partition);
    },
  };
}

function partitionNode(table: Table, partition: Partition): ProcNode {
  return {
    show: ({ state }) => viewRows(indexesView, [indexRow(table, partition)], state.profile),
    child: (_cluster, name) => {
      if (!/^\d+$/.test(name)) throw new UnknownNode(`Invalid index id format: ${name}`);
      if (name !== String(partition.indexId)) throw new UnknownNode(`Index[${name}] does not exist.`);
      return indexNode(partition);
    },
  };
}

function indexNode(partition: Partition): ProcNode {
  return {
    show: ({ state }) => {
      const rows = tabletsIn(state, partition).flatMap((tablet) => tabletRows(state, tablet));
      return viewRows(tabletsView, rows, state.profile);
    },
    child: (_cluster, name) => {
      if (!/^\d+$/.test(name)) throw new UnknownNode(`Invalid tablet id format: ${name}`);
      return tabletNode(Number(name));
    },
  };
}

/** An unknown tablet has no replicas; that is no error (replication notes 8.50). */
function tabletNode(id: number): ProcNode {
  return {
    show: ({ state }) => {
      const tablet = tabletOfId(state, id);
      return viewRows(replicasView, tablet === undefined ? [] : replicaRows(state, tablet), state.profile);
    },
  };
}

function byIdOrName<T extends { readonly id: number; readonly name: string }>(
  candidates: readonly T[],
  name: string,
): T | undefined {
  return candidates.find((candidate) => String(candidate.id) === name || candidate.name === name);
}

function partitionKey({ definitions }: Cluster, table: Table): string {
  const definition = definitions.get(table.id);
  return definition === undefined ? '' : partitionKeyOf(definition);
}
