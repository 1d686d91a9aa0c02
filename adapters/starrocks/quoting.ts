import { splitName } from '../../model/replication/names.ts';

/** The table of that (qualified) name, in backticks. */
export function tableOf(name: string): string {
  const { database, table } = splitName(name);
  return `${quoted(database)}.${quoted(table)}`;
}

/** The table of that (qualified) name as a text, as the procedures `chaos.*` take it. */
export function tableText(name: string): string {
  const { database, table } = splitName(name);
  return doubleQuoted(`${database}.${table}`);
}

/** A name in backticks. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** `PARTITION (p1, p2)`. */
export function partitionList(partitions: readonly string[]): string {
  return `PARTITION (${partitions.map(quoted).join(', ')})`;
}

/** A text in single quotes. */
export function quotedText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A text in double quotes, as StarRocks wants those of properties. */
export function doubleQuoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
