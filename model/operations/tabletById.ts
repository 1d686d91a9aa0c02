import { homeOf } from '../replication/facts.ts';
import { type TabletIdRow, tabletView } from '../views/replication.ts';
import { encodeRow } from '../views/view.ts';
import { type Answer, emptyAsNull, listingCells, type Shown, titlesOf } from './answer.ts';
import { tabletOfId } from './lookup.ts';
import type { TabletAddress } from './rules.ts';

/** SHOW TABLET <id>: one row, also for an id that names nothing (R20; replication notes 8.35). */
export function tabletById(shown: Shown, id: string): Answer {
  const cells = encodeRow(tabletView, tabletIdRow(shown, id), shown.state.profile);
  return listingCells(shown, titlesOf(shown, tabletView), [emptyAsNull(cells)]);
}

function tabletIdRow({ state, rules }: Shown, id: string): TabletIdRow {
  const tablet = /^\d{1,15}$/.test(id) ? tabletOfId(state, Number(id)) : undefined;
  const home = tablet === undefined ? undefined : homeOf(state, tablet);
  const table = home?.table;
  const databaseId = state.databases.find((database) => database.name === table?.database)?.id ?? -1;
  const address: TabletAddress = {
    databaseId,
    tableId: table?.id ?? -1,
    partitionId: home?.partition.id ?? -1,
    indexId: home?.partition.indexId ?? -1,
    tabletId: Number(id),
  };
  return {
    DbName: table?.database ?? '',
    TableName: table?.name ?? '',
    PartitionName: home?.partition.name ?? '',
    IndexName: table?.name ?? '',
    DbId: String(address.databaseId),
    TableId: String(address.tableId),
    PartitionId: String(address.partitionId),
    IndexId: String(address.indexId),
    IsSync: rules.shownSync(home !== undefined),
    DetailCmd: rules.detailCommand(rules.detailPath(address)),
  };
}

/** The path of a SHOW PROC statement such as those in DetailCmd; undefined when it is another statement. */
export function procPathIn(statement: string): string | undefined {
  const found = /^\s*SHOW\s+PROC\s+(?:'([^'\\]*)'|"([^"\\]*)")\s*;?\s*$/i.exec(statement);
  return found?.[1] ?? found?.[2];
}
