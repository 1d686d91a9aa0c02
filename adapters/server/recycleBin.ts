import { tabletsOfTable } from '../../model/operations/lookup.ts';
import { tabletWith } from '../../model/replication/change.ts';
import { putTablet, suspect } from '../../model/replication/draft.ts';
import { done } from '../../model/replication/outcomes.ts';
import type { Placement, State, Table, Tablet } from '../../model/replication/state.ts';
import { type Cluster, change, type LoadRows } from './cluster.ts';
import type { TableDefinition } from './definition.ts';
import type { Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { databaseNamed, findTable, type KnownTable, type Session, takeChoices } from './session.ts';
import type { TableName } from './sql/index.ts';

/** A table that was dropped without FORCE: all that is needed to bring it back. */
export interface DroppedTable {
  readonly table: Table;
  readonly tablets: readonly Tablet[];
  readonly lost: readonly Placement[];
  readonly definition: TableDefinition;
  readonly rows: readonly (readonly [load: string, rows: LoadRows])[];
}

/** Tables that can be recovered at most; the oldest are forgotten. */
const mostDropped = 16;

/** Remembers a table that is about to be dropped. */
export function keepDropped(cluster: Cluster, { table, definition }: KnownTable): void {
  const tablets = tabletsOfTable(cluster.state, table);
  const ordinals = new Set(tablets.map(({ ordinal }) => ordinal));
  cluster.recycled.push({
    table,
    tablets,
    lost: cluster.state.lost.filter(({ ordinal }) => ordinals.has(ordinal)),
    definition,
    rows: [...cluster.rows].filter(([, { tableId }]) => tableId === table.id),
  });
  if (cluster.recycled.length > mostDropped) cluster.recycled.shift();
}

/** A tablet without the copies that were on backends or disks which are gone by now. */
function withSurvivingCopies({ backends }: State, tablet: Tablet): Tablet {
  const copies = tablet.copies.filter(({ backendId }) => {
    const path = tablet.replicas.find((replica) => replica.backendId === backendId)?.pathHash;
    const backend = backends.find(({ id }) => id === backendId);
    return backend?.disks.some((disk) => disk.online && disk.pathHash === path) === true;
  });
  return copies.length === tablet.copies.length ? tablet : tabletWith(tablet, { copies });
}

/** RECOVER TABLE: the table dropped last under that name comes back as it was; loads that it had in flight do not. */
export function recoverTable(session: Session, name: TableName): Reply {
  const { cluster } = session;
  const database = databaseNamed(session, name.database);
  if (findTable(session, name) !== undefined) throw refusal(`Table '${name.table}' already exists`, 'tableExists');
  const dropped = cluster.recycled.findLast(
    ({ table }) => table.database === database.name && table.name === name.table,
  );
  if (dropped === undefined) throw refusal(`Unknown table '${name.table}'`, 'unknownTable');
  change(cluster, takeChoices(session), (draft) => {
    const partitions = dropped.table.partitions.map((partition) => ({
      ...partition,
      committedVersion: partition.visibleVersion,
    }));
    draft.state.tables = [...draft.state.tables, { ...dropped.table, partitions, altering: false }];
    for (const tablet of dropped.tablets) {
      putTablet(draft, withSurvivingCopies(draft.state, tablet));
      suspect(draft, tablet.ordinal);
    }
    draft.state.lost = [...draft.state.lost, ...dropped.lost];
    return done;
  });
  cluster.definitions.set(dropped.table.id, dropped.definition);
  for (const [load, rows] of dropped.rows) cluster.rows.set(load, rows);
  cluster.recycled.splice(cluster.recycled.indexOf(dropped), 1);
  return ok;
}
