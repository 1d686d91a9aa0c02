import { EPOCH_MS } from '../../../model/views/columns.ts';

/**
 * What a number stands for. Of the ranked kinds only matters which are equal and which come first; of the others only how
 * far they are from the present moment.
 */
export const kinds = {
  /** The FE's wall clock, in milliseconds on the scale of the rows' times; snapshots are named by it. */
  clock: 0,
  feJournal: 1,
  starmgrJournal: 2,
  /** Ids of the catalog, of jobs among others. */
  id: 3,
  /** What never comes again: records of the journals, transactions. */
  serial: 4,
  /** Milliseconds on the clock by which garbage is measured. */
  measured: 5,
  /** The same, where it matters how long ago it was. */
  age: 6,
  /** Scenario time of what continuous loads wait from. */
  loadAge: 7,
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

/** Kinds below this one are ranked. */
export const RANKED = kinds.age;

/** The kinds of numbers by the fields that hold them; all others are plain numbers that matter as they are. */
export const kindsOfFields: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ['nextId', [kinds.id]],
  ['id', [kinds.id]],
  ['tableId', [kinds.id]],
  ['jobId', [kinds.id]],
  ['target', [kinds.id]],
  ['shards', [kinds.id]],
  ['journalId', [kinds.feJournal]],
  ['feJournalId', [kinds.feJournal]],
  ['starmgrJournalId', [kinds.starmgrJournal]],
  ['serial', [kinds.serial]],
  ['gtid', [kinds.serial]],
  ['nextSerial', [kinds.serial]],
  ['createdMs', [kinds.clock]],
  ['finishedMs', [kinds.clock]],
  ['journaledFinishedMs', [kinds.clock]],
  ['lastSeenMs', [kinds.clock]],
  ['clockMs', [kinds.clock]],
  ['CREATED_TIME', [kinds.clock]],
  ['FINISHED_TIME', [kinds.clock]],
  ['JOB_ID', [kinds.id]],
  ['FE_JOURNAL_ID', [kinds.feJournal]],
  ['STARMGR_JOURNAL_ID', [kinds.starmgrJournal]],
  ['startedMs', [kinds.measured, kinds.age]],
  ['onSinceMs', [kinds.measured, kinds.age]],
  ['committedMs', [kinds.measured]],
  ['droppedMs', [kinds.measured]],
  ['leaderSinceMs', [kinds.age]],
  ['lastStartedHereMs', [kinds.age]],
  ['lastMs', [kinds.loadAge]],
  ['upSinceMs', [kinds.loadAge]],
]);

/** A number in a text that does not matter as it is. */
export interface TextAtom {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly value: number;
}

const patterns: readonly (readonly [RegExp, readonly Kind[]])[] = [
  [/automated_cluster_snapshot_(\d+)/dg, [kinds.clock]],
  [/v2\/(?:image|checksum)\.(\d+)/dg, [kinds.feJournal]],
  [/starmgr\/image\.(\d+)/dg, [kinds.starmgrJournal]],
  [/\/db(\d+)\/(\d+)/dg, [kinds.id, kinds.id]],
  [/\/log\/(\d+)\.log/dg, [kinds.serial]],
  [/^(?:crc-)?fe-(\d+)-/dg, [kinds.serial]],
  [/^(?:star|data|log)-(\d+)/dg, [kinds.serial]],
];

/** The numbers in names, keys, paths and ETags, in their order. */
export function atomsIn(text: string): readonly TextAtom[] {
  const atoms = patterns.flatMap(([pattern, meant]) =>
    [...text.matchAll(pattern)].flatMap((match) =>
      meant.flatMap((kind, nth): readonly TextAtom[] => {
        const [from, to] = match.indices?.[nth + 1] ?? [0, 0];
        const value = Number(text.slice(from, to));
        return [{ from, to, kind, value: kind === kinds.clock ? value - EPOCH_MS : value }];
      }),
    ),
  );
  return atoms.sort((left, right) => left.from - right.from);
}
