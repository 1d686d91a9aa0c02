import type { Partition, State, Table } from '../replication/state.ts';
import { bytesAt } from '../replication/usage.ts';
import { type Answer, listing, type Shown, type TableLayout } from './answer.ts';
import { tabletsIn } from './lookup.ts';
import { type ShownPartitionRow, shownPartitionsView } from './views.ts';

/** SHOW PARTITIONS FROM, and SHOW PROC '/dbs/<db>/<table>/partitions'. */
export function partitionList(shown: Shown, table: Table): Answer {
  const layout = shown.surroundings.layoutOf(table);
  const rows = table.partitions.map((partition, nth) => partitionRow(shown.state, table, partition, nth, layout));
  return listing(shown, shownPartitionsView, rows);
}

function partitionRow(
  state: State,
  table: Table,
  partition: Partition,
  nth: number,
  layout: TableLayout,
): ShownPartitionRow {
  const tablets = tabletsIn(state, partition);
  const size = tablets.reduce((sum, tablet) => sum + bytesAt(partition.visibleVersion, tablet.rowBytes), 0);
  return {
    PartitionId: String(partition.id),
    PartitionName: partition.name,
    VisibleVersion: partition.visibleVersion,
    VisibleVersionTime: null,
    VisibleVersionHash: 0,
    State: 'NORMAL',
    PartitionKey: layout.partitionKey,
    Range: layout.ranges[nth] ?? '',
    DistributionKey: layout.distributionKey,
    Buckets: partition.buckets,
    ReplicationNum: partition.replicationNum,
    StorageMedium: table.medium,
    CooldownTime: '9999-12-31 23:59:59',
    LastConsistencyCheckTime: undefined,
    DataSize: `${size}B`,
    StorageSize: `${size}B`,
    IsInMemory: 'false',
    RowCount: tablets.length * (partition.visibleVersion - 1),
    DataVersion: partition.visibleVersion,
    VersionEpoch: String(partition.id),
    VersionTxnType: 'TXN_NORMAL',
    TabletBalanced: 'true',
  };
}

/** The definition that tables of a scenario have on every target: partition n takes rows whose p is n. */
export function scenarioLayout(table: Table): TableLayout {
  const ranges = table.partitions.map((_partition, nth) => {
    const lower = nth === 0 ? -2_147_483_648 : nth;
    return `[types: [INT]; keys: [${lower}]; ..types: [INT]; keys: [${nth + 1}]; )`;
  });
  return { partitionKey: 'p', distributionKey: 'k', ranges };
}
