import type { TabletContent, TabletRef } from '../../model/scenario.ts';
import type { TableLook } from './look.ts';
import type { Answer } from './wire.ts';
import { unreadable } from './wireFailures.ts';

type RowsAnswer = Extract<Answer, { kind: 'rows' }>;

/**
 * What a query found in each tablet of a table: p is the number of the partition, k that of the bucket, v the load.
 * Throws a TargetError `nonsense` for a row that no load of the kit can have written.
 * @param table where the table's partitions and buckets are known from
 */
export function contentsOf(table: TableLook, sql: string, { columns, rows }: RowsAnswer): TabletContent[] {
  const loads = table.partitions.map((partition) => partition.tablets.map((): string[] => []));
  const [p, k, v] = ['p', 'k', 'v'].map((name) => columns.indexOf(name));
  for (const row of rows) {
    const bucket = loads[numberIn(row[p ?? -1])]?.[numberIn(row[k ?? -1])];
    const load = row[v ?? -1];
    if (bucket === undefined || load === undefined || load === null) {
      throw unreadable(sql, `no load has written the row (${row.map((cell) => cell ?? 'NULL').join(', ')})`);
    }
    bucket.push(load);
  }
  return table.partitions.flatMap((partition, nth) =>
    partition.tablets.map((_tablet, bucket) => ({
      table: table.name,
      partition: partition.name,
      bucket,
      loads: loads[nth]?.[bucket] ?? [],
    })),
  );
}

/**
 * What a query of one tablet found in it. Throws a TargetError `nonsense` for a row that no load of the kit can have
 * written, or that belongs to another tablet.
 * @param table where the table's partitions and buckets are known from
 * @param ref the tablet's place, which the table has
 */
export function contentAt(table: TableLook, ref: TabletRef, sql: string, answer: RowsAnswer): TabletContent[] {
  const contents = contentsOf(table, sql, answer);
  const isThere = ({ partition, bucket }: TabletContent): boolean =>
    partition === ref.partition && bucket === ref.bucket;
  const stray = contents.find((content) => content.loads.length > 0 && !isThere(content));
  if (stray === undefined) return contents.filter(isThere);
  const { partition, bucket } = stray;
  throw unreadable(sql, `it has a row of bucket ${bucket} of ${partition}, expected rows of one tablet`);
}

function numberIn(cell: string | null | undefined): number {
  return cell !== undefined && cell !== null && /^\d{1,9}$/.test(cell) ? Number(cell) : -1;
}
