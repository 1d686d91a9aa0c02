import type { ClusterStatement } from './clusterStatement.ts';
import type {
  Expr,
  Limit,
  Literal,
  OrderKey,
  Partitions,
  Position,
  Property,
  Scope,
  ShowFilter,
  TableName,
} from './syntax.ts';

/** A column type as written: lower-case name and the numbers in parentheses, e.g. `decimal(10, 2)`. */
export type ColumnType = { readonly name: string; readonly args: readonly number[]; readonly at: Position };

/** A column of CREATE TABLE. `nullable` is null when neither NULL nor NOT NULL was written; `aggregation` is lower case. */
export type ColumnDefinition = {
  readonly name: string;
  readonly type: ColumnType;
  readonly aggregation: string | null;
  readonly nullable: boolean | null;
  readonly defaultValue: Literal | null;
  readonly comment: string | null;
};

/** The data model of a table and its key columns. */
export type TableKey = {
  readonly model: 'duplicate' | 'primary' | 'unique' | 'aggregate';
  readonly columns: readonly string[];
};

/** A bound of a range partition. */
export type PartitionValue = Literal | { readonly type: 'maxvalue'; readonly at: Position };

/** One range partition: `VALUES LESS THAN (upper)` has no lower bound, `VALUES [(lower), (upper))` has both. */
export type PartitionDefinition = {
  readonly name: string;
  readonly lower: PartitionValue | null;
  readonly upper: PartitionValue;
};

/** How rows are spread over tablets; `buckets` is null when the server is to choose. */
export type Distribution =
  | { readonly type: 'hash'; readonly columns: readonly string[]; readonly buckets: number | null }
  | { readonly type: 'random'; readonly buckets: number | null };

/** CREATE TABLE; clauses that were not written are null, `orderBy` and `properties` are empty. */
export type CreateTable = {
  readonly kind: 'createTable';
  readonly table: TableName;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly engine: string | null;
  readonly key: TableKey | null;
  readonly comment: string | null;
  readonly partitionBy: { readonly column: string; readonly partitions: readonly PartitionDefinition[] } | null;
  readonly distribution: Distribution | null;
  readonly orderBy: readonly string[];
  readonly properties: readonly Property[];
};

/** Databases, tables and their properties. */
export type DefinitionStatement =
  | { readonly kind: 'createDatabase'; readonly database: string; readonly ifNotExists: boolean }
  | { readonly kind: 'dropDatabase'; readonly database: string; readonly ifExists: boolean; readonly force: boolean }
  | CreateTable
  | { readonly kind: 'dropTable'; readonly table: TableName; readonly ifExists: boolean; readonly force: boolean }
  | { readonly kind: 'recoverTable'; readonly table: TableName }
  | { readonly kind: 'alterTableSet'; readonly table: TableName; readonly properties: readonly Property[] }
  | {
      readonly kind: 'alterTableModifyPartitions';
      readonly table: TableName;
      readonly partitions: 'all' | readonly string[];
      readonly properties: readonly Property[];
    };

/** A column of a SELECT list; `text` is the source text, which names the result column when there is no alias. */
export type SelectItem =
  | { readonly kind: 'star' }
  | { readonly kind: 'expression'; readonly expr: Expr; readonly alias: string | null; readonly text: string };

/** INSERT ... VALUES; `columns` is null when no column list was written, rows may differ in length. */
export type Insert = {
  readonly kind: 'insert';
  readonly table: TableName;
  readonly partitions: Partitions | null;
  readonly label: string | null;
  readonly columns: readonly string[] | null;
  readonly rows: readonly (readonly Literal[])[];
};

/** What SELECT reads; tablets and replicas are hints, ids as decimal digits, and empty when they were not written. */
export type SelectFrom = {
  readonly table: TableName;
  readonly partitions: Partitions | null;
  readonly tablets: readonly string[];
  readonly replicas: readonly string[];
};

/** SELECT over at most one table. */
export type Select = {
  readonly kind: 'select';
  readonly items: readonly SelectItem[];
  readonly from: SelectFrom | null;
  readonly where: Expr | null;
  readonly groupBy: readonly string[];
  readonly orderBy: readonly OrderKey[];
  readonly limit: Limit | null;
};

/** Reading and writing rows, and the transactions around them. */
export type DataStatement =
  | Insert
  | Select
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' };

/** What a variable is set to; a bare word such as ON, utf8mb4 or DEFAULT keeps its spelling. */
export type VariableValue = Literal | { readonly type: 'word'; readonly text: string; readonly at: Position };

/** One `x = v` of SET; without SESSION or GLOBAL the scope is the session. */
export type Assignment = { readonly scope: Scope; readonly name: string; readonly value: VariableValue };

/** What concerns the connection, and stored procedures. */
export type SessionStatement =
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'setVariables'; readonly assignments: readonly Assignment[] }
  | { readonly kind: 'setNames'; readonly charset: string; readonly collation: string | null }
  | { readonly kind: 'kill'; readonly target: 'connection' | 'query'; readonly id: string }
  | { readonly kind: 'call'; readonly schema: string; readonly procedure: string; readonly args: readonly Literal[] };

/** ADMIN statements (replication notes 8.1 to 8.4) and cluster membership; backend addresses are `host:port`, unchecked. */
export type AdminStatement =
  | {
      readonly kind: 'adminShowReplicaStatus';
      readonly table: TableName;
      readonly partitions: Partitions | null;
      readonly where: Expr | null;
    }
  | {
      readonly kind: 'adminShowReplicaDistribution';
      readonly table: TableName;
      readonly partitions: Partitions | null;
    }
  | {
      readonly kind: 'adminRepairTable' | 'adminCancelRepairTable';
      readonly table: TableName;
      readonly partitions: Partitions | null;
      readonly properties: readonly Property[];
    }
  | { readonly kind: 'adminCheckTablet'; readonly tablets: readonly string[]; readonly properties: readonly Property[] }
  | { readonly kind: 'adminSetReplicaStatus' | 'adminSetFrontendConfig'; readonly properties: readonly Property[] }
  | { readonly kind: 'adminShowFrontendConfig'; readonly pattern: string | null }
  | {
      readonly kind: 'addBackends' | 'decommissionBackends' | 'cancelDecommissionBackends';
      readonly backends: readonly string[];
    }
  | { readonly kind: 'dropBackends'; readonly backends: readonly string[]; readonly force: boolean }
  | { readonly kind: 'modifyBackend'; readonly backend: string; readonly properties: readonly Property[] };

/** SHOW and DESCRIBE (replication notes 8.5 to 8.8); a tablet id is decimal digits, as it may exceed 2^53. */
export type ShowStatement =
  | {
      readonly kind:
        | 'showDatabases'
        | 'showWarnings'
        | 'showBackends'
        | 'showComputeNodes'
        | 'showFrontends'
        | 'showProcesslist';
    }
  | {
      /** SHOW FULL TABLES lists the type of each. */
      readonly kind: 'showTables' | 'showFullTables';
      readonly database: string | null;
      readonly pattern: string | null;
    }
  | {
      readonly kind: 'showVariables' | 'showStatus';
      readonly scope: Scope;
      readonly filter: ShowFilter | null;
    }
  | { readonly kind: 'showTablet'; readonly tabletId: string }
  | {
      readonly kind: 'showTablets';
      readonly table: TableName;
      readonly partitions: Partitions | null;
      readonly where: Expr | null;
      readonly orderBy: readonly OrderKey[];
      readonly limit: Limit | null;
    }
  | { readonly kind: 'showProc'; readonly path: string }
  | { readonly kind: 'showPartitions' | 'showCreateTable' | 'describe'; readonly table: TableName };

/** Every statement the reference server understands, discriminated by `kind`. */
export type Statement =
  | DefinitionStatement
  | DataStatement
  | SessionStatement
  | AdminStatement
  | ShowStatement
  | ClusterStatement;
