import { tabletsOfTable } from '../../model/operations/lookup.ts';
import { tabletWith } from '../../model/replication/change.ts';
import { putTablet } from '../../model/replication/draft.ts';
import { splitName } from '../../model/replication/names.ts';
import { done } from '../../model/replication/outcomes.ts';
import { change } from './cluster.ts';
import type { Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { type Session, tableNamed, takeChoices } from './session.ts';

/**
 * What the row of one load weighs in one tablet of a table from now on. Only of a table that nothing was loaded into, so
 * that what disks hold stays true.
 * @param name the table, as `database.table` or of the scenario's database
 */
export function setRowBytes(session: Session, name: string, bytes: number): Reply {
  const { table } = tableNamed(session, { ...splitName(name), at: { line: 1, column: 1 } });
  const { state } = session.cluster;
  const isEmpty = table.partitions.every(({ committedVersion }) => committedVersion === 1);
  if (!isEmpty || state.loads.some(({ tableId }) => tableId === table.id)) {
    throw refusal(`Table '${table.name}' was loaded into; set the weight of its rows right after CREATE TABLE.`);
  }
  change(session.cluster, takeChoices(session), (draft) => {
    for (const tablet of tabletsOfTable(state, table)) putTablet(draft, tabletWith(tablet, { rowBytes: bytes }));
    return done;
  });
  return ok;
}
