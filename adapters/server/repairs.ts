import { run } from './cluster.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing, type Refusal, refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, clauseOf, type Session, takeChoices } from './session.ts';
import type { AdminStatement, Property } from './sql/index.ts';

type RepairStatement = Extract<AdminStatement, { kind: 'adminRepairTable' | 'adminCancelRepairTable' }>;
type CheckStatement = Extract<AdminStatement, { kind: 'adminCheckTablet' }>;

/** ADMIN REPAIR TABLE and ADMIN CANCEL REPAIR TABLE (R21, R22; replication notes 8.4). */
export function changeHints(session: Session, statement: RepairStatement): Reply {
  const { database, table, partitions, temporary } = clauseOf(session, statement.table, statement.partitions);
  const words = wordsOf(statement.kind);
  const { state } = session.cluster;
  if (!state.databases.some(({ name }) => name === database)) throw words.database(database);
  if (!state.tables.some((known) => known.name === table && known.database === database)) throw words.table(table);
  if (temporary === true) throw refusal('Unsupported operation on temp partitions');
  for (const property of statement.properties) checkProperty(property);
  const command = {
    do: statement.kind === 'adminRepairTable' ? ('repairTable' as const) : ('cancelRepair' as const),
    table: `${database}.${table}`,
    ...(partitions === undefined ? {} : { partitions }),
  };
  accept(run(session.cluster, command, takeChoices(session)));
  return ok;
}

interface Words {
  readonly database: (name: string) => Refusal;
  readonly table: (name: string) => Refusal;
}

/** The words differ between the two statements, as in the release (replication notes 8.26). */
function wordsOf(kind: RepairStatement['kind']): Words {
  if (kind === 'adminRepairTable') {
    return {
      database: (name) => refusal(`Unknown database '${name}'`, 'unknownDatabase'),
      table: (name) => refusal(`Unknown table '${name}'`, 'unknownTable'),
    };
  }
  return {
    database: (name) => refusal(`Database ${name} does not exist`),
    table: (name) => refusal(`Table ${name} does not exist`),
  };
}

/** Properties are about tables of another kind of cluster (replication notes 8.25). */
function checkProperty({ key, value }: Property): void {
  const name = key.toLowerCase();
  if (name === 'dry_run' && value.toLowerCase() === 'true') {
    throw refusal('Dry run is only supported for cloud-native tables');
  }
  const known = ['dry_run', 'enforce_consistent_version', 'allow_empty_tablet_recovery'];
  if (!known.includes(name)) throw analyzing(`Unknown property {${key}=${value}}`);
}

/** ADMIN CHECK TABLET: replicas of a simulated tablet never differ at the same version, so that the check finds nothing. */
export function checkTablets({ properties }: CheckStatement): Reply {
  for (const { key, value, keyAt, valueAt } of properties) {
    if (key.toLowerCase() !== 'type') throw analyzing(`Unknown property {${key}=${value}}`);
    if (value.toLowerCase() === 'consistency') continue;
    throw analyzing(`Invalid type value '${value}'`, undefined, { from: keyAt, to: valueAt });
  }
  return ok;
}
