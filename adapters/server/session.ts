import type { TableClause } from '../../model/operations/lookup.ts';
import type { Choose } from '../../model/replication/draft.ts';
import type { Database, Table } from '../../model/replication/state.ts';
import type { Outcome } from '../../model/scenario.ts';
import { choiceTape } from '../memory.ts';
import type { Cluster } from './cluster.ts';
import type { Clusters } from './clusters.ts';
import type { TableDefinition } from './definition.ts';
import { analyzing, type Refusal, refusal } from './refusal.ts';
import { knownDatabase } from './shared/objects.ts';
import type { Partitions, TableName } from './sql/index.ts';

/** The load that a transaction has begun. */
export interface OpenLoad {
  /** The name that the model knows the load by. */
  readonly key: string;
  readonly label: string;
  readonly transactionId: number;
}

/** One client's side of the server: what its statements are understood by. */
export interface Session {
  readonly connectionId: number;
  readonly user: string;
  readonly clusters: Clusters;
  /** Every session of the server, by connection id. */
  readonly sessions: Map<number, Session>;
  readonly variables: Map<string, string>;
  cluster: Cluster;
  database: string | undefined;
  /** Between BEGIN and COMMIT or ROLLBACK. */
  transaction: { load: OpenLoad | undefined } | undefined;
  /** How the next statement decides what the specification leaves open. */
  choices: readonly number[];
  /** Somebody has ended the connection with KILL. */
  killed: boolean;
}

/** A table, and what the server knows of it beside the model. */
export interface KnownTable {
  readonly table: Table;
  readonly definition: TableDefinition;
  /** As the model's commands name it. */
  readonly qualified: string;
}

/** The decisions of one statement; they are used up by it. */
export function takeChoices(session: Session): Choose {
  const { choices } = session;
  session.choices = [];
  return choiceTape(choices);
}

/** The database of that name, or the current one for null; throws the release's refusals. */
export function databaseNamed(session: Session, name: string | null): Database {
  const wanted = name ?? session.database;
  if (wanted === undefined) throw analyzing('No database selected', 'noDatabase');
  const database = session.cluster.state.databases.find((candidate) => candidate.name === wanted);
  if (database === undefined) throw analyzing(`Unknown database '${wanted}'`, 'unknownDatabase');
  return database;
}

/** The name of a database that a session may use. */
export function databaseToUse(session: Session, name: string): string {
  const { shared } = session.cluster;
  return shared === undefined ? databaseNamed(session, name).name : knownDatabase(shared.state.meta, name);
}

/** A statement's table and partitions as the model looks them up; throws when no database is meant. */
export function clauseOf({ database }: Session, name: TableName, partitions: Partitions | null): TableClause {
  const meant = name.database ?? database;
  if (meant === undefined) throw analyzing('No database selected', 'noDatabase');
  const { temporary, names } = partitions ?? { temporary: false, names: undefined };
  return { database: meant, table: name.table, partitions: names, temporary };
}

/** The table of that name, or undefined; throws when there is no such database. */
export function findTable(session: Session, name: TableName): KnownTable | undefined {
  const database = databaseNamed(session, name.database);
  const table = session.cluster.state.tables.find(
    (candidate) => candidate.database === database.name && candidate.name === name.table,
  );
  const definition = table === undefined ? undefined : session.cluster.definitions.get(table.id);
  if (table === undefined || definition === undefined) return undefined;
  return { table, definition, qualified: `${database.name}.${table.name}` };
}

/** The table of that name; throws `unknown`, or that the table is unknown. */
export function tableNamed(
  session: Session,
  name: TableName,
  unknown: (name: TableName) => Refusal = unknownTable,
): KnownTable {
  const known = findTable(session, name);
  if (known === undefined) throw unknown(name);
  return known;
}

/** Throws when the model has refused; `worded` puts the release's words round the model's. */
export function accept(
  outcome: Outcome,
  worded: (message: string) => Refusal = refusal,
): Exclude<Outcome, { kind: 'refused' }> {
  if (outcome.kind === 'refused') throw worded(outcome.message);
  return outcome;
}

function unknownTable({ table }: TableName): Refusal {
  return analyzing(`Unknown table '${table}'`, 'unknownTable');
}
