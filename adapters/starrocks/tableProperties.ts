import type { Medium } from '../../model/scenario.ts';

/** What SHOW CREATE TABLE says of a table's replicas. */
export interface TableProperties {
  readonly replicationNum: number;
  /** MAJORITY when the statement does not name one, as it leaves the default out (replication notes 1a.7). */
  readonly writeQuorum: string;
  /** HDD, the default, when the statement does not name one. */
  readonly medium: Medium;
}

/**
 * Reads the properties behind the last PROPERTIES of a CREATE TABLE statement; what stands before are names and comments,
 * which may hold any text. Undefined when there is no replication number, or a medium that does not exist.
 */
export function tablePropertiesIn(statement: string): TableProperties | undefined {
  const properties = statement.slice(statement.lastIndexOf('PROPERTIES'));
  const replicationNum = propertyIn(properties, 'replication_num');
  if (replicationNum === undefined || !/^\d{1,9}$/.test(replicationNum)) return undefined;
  const writeQuorum = propertyIn(properties, 'write_quorum') ?? 'MAJORITY';
  const medium = mediumNamed(propertyIn(properties, 'storage_medium') ?? 'HDD');
  return medium === undefined ? undefined : { replicationNum: Number(replicationNum), writeQuorum, medium };
}

/** The medium of that name, whose case does not matter; undefined when there is none. */
export function mediumNamed(name: string): Medium | undefined {
  return media.find((medium) => medium === name.toUpperCase());
}

/** Every medium that a disk can be. */
export const media: readonly Medium[] = ['HDD', 'SSD'];

function propertyIn(properties: string, name: string): string | undefined {
  return new RegExp(`"${name}"\\s*=\\s*"([^"]*)"`).exec(properties)?.[1];
}
