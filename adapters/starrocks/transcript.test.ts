import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { databasesView, disksView, distributionView, indexesView, tablesView } from '../../model/views/catalog.ts';
import {
  backendsView,
  balanceView,
  configView,
  hintsView,
  loadView,
  partitionsView,
  replicaStatusView,
  replicasView,
  slotsView,
  statisticDetailView,
  statisticView,
  tabletsView,
  tabletView,
  tasksView,
} from '../../model/views/replication.ts';
import { decodeRow, type View } from '../../model/views/view.ts';
import { followUpOf } from './listing.ts';
import { createRowReader } from './rowCache.ts';
import { createRowGauge } from './rowWidths.ts';
import { tablePropertiesIn } from './tableProperties.ts';

type Cells = readonly (string | null)[];

/** One line of the recording of a live FE, as far as it has rows; calls that only steered the FE have no SQL. */
interface Recorded {
  readonly sql?: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly rows?: readonly Cells[];
  readonly column_count?: number;
  readonly raw_row_packets?: readonly Cells[];
}

const file = new URL('../../fixtures/vectors/fe_wire_transcript.jsonl.gz', import.meta.url);
const lines: readonly Recorded[] = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Which statement shows which view; of a list of tablets in a path only the deepest level is another one. */
const shown: readonly (readonly [RegExp, View<object>])[] = [
  [/^admin show replica status/, replicaStatusView],
  [/^admin show replica distribution/, distributionView],
  [/^admin show frontend config/, configView],
  [/^show tablet from/, tabletsView],
  [/^show tablet \d+$/, tabletView],
  [/^show partitions from/, partitionsView],
  [/^show backends$|'\/backends'$/, backendsView],
  [/'\/backends\/\d+'$/, disksView],
  [/'\/dbs'$/, databasesView],
  [/'\/dbs\/\d+'$/, tablesView],
  [/'\/dbs\/\d+\/\d+\/partitions'$/, partitionsView],
  [/'\/dbs\/\d+\/\d+\/partitions\/\d+'$/, indexesView],
  [/'\/dbs\/\d+\/\d+\/partitions\/\d+\/\d+'$/, tabletsView],
  [/'\/dbs\/\d+\/\d+\/partitions\/\d+\/\d+\/\d+'$/, replicasView],
  [/'\/statistic'$/, statisticView],
  [/'\/statistic\/\d+'$/, statisticDetailView],
  [/'\/cluster_balance'$/, balanceView],
  [/'\/cluster_balance\/working_slots'$/, slotsView],
  [/'\/cluster_balance\/(pending|running|history)_tablets'$/, tasksView],
  [/'\/cluster_balance\/priority_repair'$/, hintsView],
  [/'\/cluster_balance\/cluster_load_stat\/(HDD|SSD)'$/, loadView],
];

/** What the simulated backends of the recording never showed. */
const unseen = [disksView.name];

const statusColumns = 13;
const missingCells = 11;
const isMissing = (cells: Cells): boolean => cells[missingCells - 1] === 'MISSING';

const answers = lines.flatMap(({ sql = '', columns, rows }) => {
  const view = shown.find(([statement]) => statement.test(sql))?.[1];
  return view === undefined || columns === undefined || rows === undefined
    ? []
    : [{ sql, view, columns: columns.map(({ name }) => name), rows }];
});

describe('what a live FE answered', () => {
  test.each(shown.map(([, view]) => view.name))('holds rows of %s', (name) => {
    const rows = answers.filter(({ view }) => view.name === name).flatMap((answer) => answer.rows);
    expect(rows.length > 0).toBe(!unseen.includes(name));
  });

  test('parses completely, but for rows of missing replicas', () => {
    for (const { sql, view, columns, rows } of answers) {
      const whole = rows.filter((cells) => !isMissing(cells));
      expect(createRowReader(view)(sql, { kind: 'rows', columns, rows: whole })).toHaveLength(whole.length);
    }
    expect(answers.flatMap(({ rows }) => rows).filter(isMissing)).toHaveLength(3);
  });

  test('has every column of its view, so that nothing is taken for absent', () => {
    for (const { view, columns } of answers) expect(columns).toEqual(expect.arrayContaining(Object.keys(view.columns)));
  });

  test('says in SHOW CREATE TABLE what the kit reads there', () => {
    const statements = lines.filter(({ sql = '' }) => sql.startsWith('show create table'));
    const properties = statements.map(({ rows }) => tablePropertiesIn(rows?.[0]?.[1] ?? ''));
    expect(properties).toHaveLength(3);
    for (const each of properties) expect(each).toMatchObject({ replicationNum: 3, medium: 'HDD' });
  });

  test('leads from SHOW TABLET to the replicas of the tablet', () => {
    const shows = answers.filter(({ view }) => view.name === tabletView.name);
    const command = { do: 'showTablet', table: 't1', partition: 'p1', bucket: 0 } as const;
    expect(shows.map((answer) => followUpOf(command, answer))).toEqual([
      "SHOW PROC '/dbs/-1/-1/partitions/-1/-1/1'",
      "SHOW PROC '/dbs/10001/10003/partitions/10005/10004/10006'",
    ]);
  });
});

describe('rows of missing replicas', () => {
  const garbled = answers.flatMap(({ view, columns, rows }) =>
    rows.filter(isMissing).map((cells) => ({ view, columns, cells })),
  );

  test('come garbled out of a client library', () => {
    for (const { view, columns, cells } of garbled) {
      const raw = Object.fromEntries(columns.map((name, nth) => [name, cells[nth] ?? null]));
      expect(decodeRow(view, raw)).toMatchObject({ problem: { view: replicaStatusView.name } });
    }
  });

  test('are found by their width', () => {
    const packets = lines.flatMap((line) => line.raw_row_packets ?? []);
    const short = [...packets.filter(isMissing), ...garbled.map(({ cells }) => cells.slice(0, missingCells))];
    expect(short).toHaveLength(4);
    for (const cells of short) expect(widthProblem([cells])).toEqual({ cells: missingCells, columns: statusColumns });
    expect(widthProblem(packets)).toEqual({ cells: missingCells, columns: statusColumns });
    expect(widthProblem(packets.filter((cells) => !isMissing(cells)))).toBeUndefined();
  });
});

/** What the gauge says of an answer to ADMIN SHOW REPLICA STATUS with these rows. */
function widthProblem(rows: readonly Cells[]) {
  const gauge = createRowGauge();
  const head = [Buffer.from([statusColumns]), ...Array.from({ length: statusColumns }, () => Buffer.from('column'))];
  const end = Buffer.from([0xfe, 0, 0, 2, 0]);
  gauge.feed(Buffer.concat([...head, end, ...rows.map(rowOf), end].map(packetOf)));
  return gauge.takeProblem();
}

function rowOf(cells: Cells): Buffer {
  return Buffer.concat(
    cells.map((cell) => {
      if (cell === null) return Buffer.from([0xfb]);
      const text = Buffer.from(cell);
      return Buffer.concat([Buffer.from([text.length]), text]);
    }),
  );
}

function packetOf(payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
}
