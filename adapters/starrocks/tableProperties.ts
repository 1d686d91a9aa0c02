/** What SHOW CREATE TABLE says of a table's replicas. */
export interface TableProperties {
  readonly replicationNum: number;
  /** MAJORITY when the statement does not name one, as it leaves the default out (replication notes 1a.7). */
  readonly writeQuorum: string;
}

/**
 * Reads the properties behind the last PROPERTIES of a CREATE TABLE statement; what stands before are names and comments,
 * which may hold any text. Undefined when there is no replication number.
 */
export function tablePropertiesIn(statement: string): TableProperties | undefined {
  const properties = statement.slice(statement.lastIndexOf('PROPERTIES'));
  const replicationNum = propertyIn(properties, 'replication_num');
  if (replicationNum === undefined || !/^\d{1,9}$/.test(replicationNum)) return undefined;
  const writeQuorum = propertyIn(properties, 'write_quorum') ?? 'MAJORITY';
  return { replicationNum: Number(replicationNum), writeQuorum };
}

function propertyIn(properties: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*=\\s*"([^"]*)"`).exec(properties)?.[1];
}
