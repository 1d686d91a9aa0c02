import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

/** One line of what a live FE of the main branch answered: a statement, or a call that steered it. */
interface Recorded {
  readonly sql?: string;
  readonly ctl?: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly error?: { readonly errno: number; readonly sqlState: string; readonly message: string };
  readonly raw_row_packets?: unknown;
}

const file = new URL('../../fixtures/vectors/fe_wire_transcript.jsonl.gz', import.meta.url);
const lines: readonly Recorded[] = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

/** Statements that this server does not answer as the release does, and why. */
const exceptions: readonly (readonly [RegExp, why: string])[] = [
  [/automated cluster snapshot|storage volume|cluster_snapshot/, 'snapshots are of clusters with shared data'],
  [/colo1|colo2|colobad/, 'no table here is in a colocation group'],
  [/information_schema\.(be_tablets|partitions_meta|tables_config)/, 'system tables that say nothing of repair'],
  [
    /proc '\/(frontends|colocation_group|monitor|jobs|tasks|current_queries|transactions|routine_loads|stream_loads|catalog|compute_nodes|brokers|resources|historical_nodes|global_current_queries|compactions|warehouses|meta_recovery|replications)'/,
    'nodes that say nothing of replicas',
  ],
];

/** Refusals whose words differ, and why; all others are the release's but for ids and addresses. */
const otherWords: readonly (readonly [RegExp, why: string])[] = [
  [/^show brokers$/, 'the parser has its own words'],
  [/decommission backend '127.0.0.10:12101','127.0.0.11:12105'/, 'which of several tables is named is open'],
  [/insert into dup values \(3,3\)/, 'the order of records is open'],
];

const isComparable = ({ sql, raw_row_packets }: Recorded): boolean =>
  sql !== undefined && raw_row_packets === undefined && !exceptions.some(([pattern]) => pattern.test(sql));

/** The same places under other ids: by kind, what an id of the recording is here. */
type Kind = 'Db' | 'Table' | 'Partition' | 'Index' | 'Tablet' | 'Backend';
const ids = new Map<string, string>();
const here = (kind: Kind, id: string): string => ids.get(`${kind}/${id}`) ?? id;

const addresses: readonly (readonly [string, string])[] = [
  ['127.0.0.10:12101', '10.0.0.1:9050'],
  ['127.0.0.11:12105', '10.0.0.2:9050'],
];

/** The statement with this server's ids and addresses in place of the recorded ones. */
function translated(sql: string): string {
  let text = sql;
  for (const [there, address] of addresses) text = text.replaceAll(there, address);
  return text
    .replace(/(proc '\/dbs\/)([\d/]*)(partitions)?([\d/]*)/, (_all, start, names, middle = '', rest = '') =>
      [start, path(names, ['Db', 'Table']), middle, path(rest, ['Partition', 'Index', 'Tablet'])].join(''),
    )
    .replace(/('\/statistic\/)(\d+)/, (_all, start, id) => `${start}${here('Db', id)}`)
    .replace(/(show tablet |check tablet \(|'tablet_id'=')(\d+)/, (_all, start, id) => `${start}${here('Tablet', id)}`)
    .replace(/(backendid=|'backend_id'=')(\d+)/, (_all, start, id) => `${start}${here('Backend', id)}`);
}

function path(text: string, kinds: readonly Kind[]): string {
  let nth = -1;
  return text.replace(/\d+/g, (id) => {
    nth += 1;
    const kind = kinds[nth];
    return kind === undefined ? id : here(kind, id);
  });
}

/** Takes in which ids stand for the same things: rows are paired by name, or by position where they have none. */
function pair(recorded: Recorded, columns: readonly string[], rows: readonly (readonly (string | null)[])[]): void {
  for (const kind of ['Db', 'Table', 'Partition', 'Index', 'Tablet', 'Backend'] as const) {
    const at = columns.indexOf(`${kind}Id`);
    const name = columns.indexOf(`${kind}Name`);
    if (at < 0) continue;
    for (const [nth, row] of (recorded.rows ?? []).entries()) {
      const partner = name < 0 ? rows[nth] : rows.find((other) => other[name] === row[name]);
      const there = row[at];
      const id = partner?.[at];
      if (there === '-1') continue;
      const key = `${kind}/${there}`;
      // What is known stays: later answers may list other rows at the same position.
      if (typeof id === 'string' && !ids.has(key)) ids.set(key, id);
    }
  }
}

/** What steered the recorded FE, as this server's procedures. */
function steering(ctl: string): string | undefined {
  const [, what, id] = /^\/be\/(crash|revive)\?id=(\d+)$/.exec(ctl) ?? [];
  if (what === undefined || id === undefined) return undefined;
  return `CALL chaos.${what === 'crash' ? 'crash' : 'restart'}_backend(${here('Backend', id)})`;
}

let server: RunningServer;
let client: TestClient;

beforeAll(async () => {
  const disks = [{ medium: 'SSD', totalBytes: 100_000_000_000 }] as const;
  const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks })) };
  server = await startServer('starrocks-main', { topology });
  client = await openClient(server);
});
afterAll(() => server.close());

/** The answer here: names of columns, or the number of the error. */
async function answerTo(recorded: Recorded): Promise<unknown> {
  const sql = translated(recorded.sql ?? '');
  try {
    const { columns, rows } = await client.query(sql);
    pair(recorded, columns, rows);
    return { columns };
  } catch (error) {
    if (error instanceof Error && 'errno' in error)
      return refusal(recorded.sql ?? '', Number(error.errno), error.message);
    throw error;
  }
}

function expectedOf({ sql = '', columns, error }: Recorded): unknown {
  if (error !== undefined) return refusal(sql, error.errno, error.message);
  return { columns: columns?.map(({ name }) => name) ?? [] };
}

/** A refusal without what differs from cluster to cluster. */
function refusal(sql: string, errno: number, message: string): unknown {
  if (otherWords.some(([pattern]) => pattern.test(sql))) return { errno };
  return { errno, message: message.replaceAll(/\[[\d.:,]+\]|\d+/g, '#') };
}

describe('what a live FE was asked', () => {
  test('is answered here with the same columns, error numbers and words', async () => {
    const different: unknown[] = [];
    let compared = 0;
    for (const recorded of lines) {
      const call = recorded.ctl === undefined ? undefined : steering(recorded.ctl);
      if (call !== undefined) {
        await client.query(call);
        await client.query('CALL chaos.advance(10)');
      }
      if (!isComparable(recorded)) continue;
      compared += 1;
      const [answer, expected] = [await answerTo(recorded), expectedOf(recorded)];
      if (JSON.stringify(answer).toLowerCase() !== JSON.stringify(expected).toLowerCase()) {
        different.push({ sql: recorded.sql, answer, expected });
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(190);
  });

  test.each([...exceptions, ...otherWords])('%s is an exception with a use: %s', (pattern) => {
    expect(lines.some(({ sql }) => sql !== undefined && pattern.test(sql))).toBe(true);
  });
});
