import { describe, expect, it } from 'vitest';
import type { Observation, SyncAdapter } from '../adapters/adapter.ts';
import { memoryAdapter } from '../adapters/memory.ts';
import { withFault } from '../adapters/mutants/mutant.ts';
import { profileNamed, profileNames } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import type { Command, Outcome, ResultSet, Scenario } from '../model/scenario.ts';
import { executeScenario } from './execute.ts';
import { operationProperties } from './operations.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const disks = [{ medium: 'HDD' as const, totalBytes: 1_099_511_627_776 }];
const topology = { backends: ['b1', 'b2', 'b3', 'b4'].map((name) => ({ name, disks })) };

async function run(
  adapter: SyncAdapter,
  commands: readonly Command[],
): Promise<{ failed: string[]; exercised: string[] }> {
  const scenario: Scenario = { profile: adapter.profile, suite: 'operations', topology, commands, choices: [] };
  const of = profileNamed(adapter.profile) ?? expect.unreachable();
  const { failures, exercised } = await executeScenario(adapter, scenario, operationProperties, of);
  const ids = [...exercised].filter(([, times]) => times > 0).map(([id]) => id);
  return { failed: [...new Set(failures.map(({ property }) => property))], exercised: ids };
}

/** What the properties say of one run under these rules. */
async function failedBy(commands: readonly Command[], fault: Partial<Rules>): Promise<string[]> {
  return (await run(memoryAdapter(profile, { rules: withFault(fault) }), commands)).failed;
}

/** The honest model with its answers, or what is seen of it, bent. */
function bent(
  bend: (outcome: Outcome) => Outcome,
  see: (seen: Observation) => Observation = (seen) => seen,
): SyncAdapter {
  const honest = memoryAdapter(profile);
  return {
    ...honest,
    open: (at) => {
      const session = honest.open(at);
      return {
        apply: (command, choices) => bend(session.apply(command, choices)),
        observe: () => see(session.observe()),
      };
    },
  };
}

function bentResults(bend: (results: readonly ResultSet[]) => readonly ResultSet[]): SyncAdapter {
  return bent((outcome) => (outcome.kind === 'listed' ? { ...outcome, results: bend(outcome.results) } : outcome));
}

function status(value: string, operator: '=' | '!=' = '='): Command {
  return { do: 'showReplicaStatus', table: 't1', status: { operator, value } };
}

function flag(value: string, backend = 'b1'): Command {
  return { do: 'setReplicaStatus', table: 't1', partition: 'p1', bucket: 0, backend, status: value };
}

const shows: readonly Command[] = [
  { do: 'showReplicaStatus', table: 't1' },
  { do: 'showReplicaStatus', table: 't1', partitions: ['p2'] },
  { do: 'showReplicaStatus', table: 't1', partitions: ['p1', 'p2'] },
  ...['OK', 'DEAD', 'VERSION_ERROR', 'SCHEMA_ERROR', 'MISSING', 'ok'].map((value) => status(value)),
  status('OK', '!='),
  { do: 'showReplicaDistribution', table: 't1' },
  { do: 'showReplicaDistribution', table: 't1', partitions: ['p1'] },
  { do: 'showTablets', table: 't1' },
  { do: 'showTablets', table: 't1', where: { backend: 'b2' } },
  { do: 'showTablets', table: 't1', orderBy: [{ column: 'version', descending: false }], limit: 5, offset: 3 },
  { do: 'showTablets', table: 't1', orderBy: [{ column: 'BackendId', descending: true }], limit: 50, offset: 4 },
  { do: 'showTablets', table: 't1', where: { state: 'NORMAL', version: 2 }, limit: 0 },
  { do: 'showTablet', table: 't1', partition: 'p2', bucket: 1 },
  { do: 'showStatistic' },
  { do: 'showProc', path: '/cluster_balance/pending_tablets' },
  { do: 'showProc', path: '/cluster_balance/history_tablets' },
];

const unknown: readonly Command[] = [
  { do: 'showReplicaStatus', table: 't9' },
  { do: 'showReplicaStatus', table: 't1', partitions: ['p9'] },
  status('GONE'),
  { do: 'showReplicaDistribution', table: 't1', partitions: ['p1', 'p9'] },
  { do: 'showTablets', table: 't1', where: { state: 'GONE' } },
  { do: 'showTablets', table: 't1', orderBy: [{ column: 'Nothing', descending: false }] },
  { do: 'showProc', path: '/cluster_balance/nothing' },
];

const create: Command = { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1', 'p2'], buckets: 3 };

/** One backend is dead and misses a load, another one has left, and more than ten versions differ in length. */
const trouble: readonly Command[] = [
  create,
  ...Array.from({ length: 9 }, (_, nth): Command => ({ do: 'load', load: `l${nth}`, table: 't1', partitions: ['p1'] })),
  { do: 'crashBackend', backend: 'b3' },
  { do: 'load', load: 'l9', table: 't1', partitions: ['p1', 'p2'] },
  { do: 'dropBackend', backend: 'b4' },
  { do: 'advance', seconds: 6 },
  flag('bad'),
  { do: 'showReplicaStatus', table: 't1' },
  flag('ok'),
  flag('bad'),
  { do: 'advance', seconds: 20 },
];

const everything = [...trouble, ...shows, ...unknown, { do: 'advance', seconds: 60 } as const, ...shows];

describe('what operators are shown', () => {
  it.each(profileNames)('is right in the reference in %s', async (name) => {
    const { failed, exercised } = await run(memoryAdapter(profileNamed(name) ?? expect.unreachable()), everything);
    expect(failed).toEqual([]);
    expect([...exercised].sort()).toEqual(operationProperties.map(({ id }) => id).sort());
  });

  const { missingCells, shownStatus, compareCells, detailPath } = referenceRules;
  const faults: readonly (readonly [id: string, fault: Partial<Rules>])[] = [
    ['SQL-1', { missingCells: (id, columns) => missingCells(id, columns).slice(1) }],
    ['SQL-2', { titles: (columns) => columns.map((column) => column.toUpperCase()) }],
    ['SQL-2', { titles: (columns) => [...columns].reverse() }],
    ['SQL-3', { passesStatus: (shown, { value }) => shown === value.toUpperCase() }],
    ['SQL-4', { missingRows: () => 1 }],
    ['SQL-5', { isShownDead: () => false }],
    ['SQL-5', { shownStatus: (dead, behind) => (dead || behind ? shownStatus(dead, behind) : 'SCHEMA_ERROR') }],
    ['SQL-6', { choosesPartitions: (partitions) => partitions.slice(0, 1) }],
    ['SQL-7', { listsBackend: (backend) => backend.alive }],
    ['SQL-7', { percentText: (part, whole) => ((99 * part) / whole).toFixed(2) }],
    ['SQL-8', { graphLength: (count) => 20 - count }],
    ['SQL-9', { sum: (values) => values.length }],
    ['SQL-9', { countsRecord: () => false }],
    ['SQL-10', { unhealthyIds: () => [] }],
    ['SQL-11', { page: (rows) => rows }],
    ['SQL-11', { compareCells: (one, other) => -compareCells(one, other) }],
    ['SQL-11', { compareCells: (one, other) => Number(`${one}` > `${other}`) - Number(`${one}` < `${other}`) }],
    ['SQL-12', { detailPath: (address) => detailPath({ ...address, tabletId: address.tabletId + 1 }) }],
    ['SQL-13', { shownBad: () => false, isBadAfter: () => false }],
    ['SQL-13', { isBadAfter: () => true }],
    ['SQL-14', { onUnknown: () => 'ignore' }],
    ['SQL-16', { afterShow: (state) => ({ ...state, pending: [] }) }],
    ['SQL-18', { shownState: () => 'ALTER' }],
    ['SQL-19', { listedTasks: (tasks) => tasks.slice(1) }],
  ];

  it.each(faults)('fails %s under %j', async (id, fault) => {
    expect(await failedBy(everything, fault)).toContain(id);
  });

  it('counts tablets that lack a complete replica as unhealthy, and healthy ones not', async () => {
    const lagging: Command[] = [
      create,
      { do: 'failWrites', backend: 'b1', on: true },
      { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] },
      { do: 'showStatistic' },
    ];
    expect(await failedBy(lagging, {})).toEqual([]);
    expect(await failedBy(lagging, { countsAsUnhealthy: () => false })).toEqual(['SQL-9', 'SQL-10']);
    expect(await failedBy(lagging, { countsAsUnhealthy: () => true })).toEqual(['SQL-9', 'SQL-10']);
  });

  it('must be shown at all', async () => {
    const refusing = bent((outcome) => (outcome.kind === 'listed' ? { kind: 'refused', message: 'no' } : outcome));
    expect((await run(refusing, everything)).failed).toEqual(['SQL-2', 'SQL-12']);
  });

  it('may have more columns than are documented, also between those', async () => {
    const wider = bentResults((results) =>
      results.map(({ columns, rows }) => ({
        columns: columns.flatMap((column) => [column, `${column}New`]),
        rows: rows.map((row) => row.flatMap((cell) => [cell, null])),
      })),
    );
    expect((await run(wider, everything)).failed).toEqual([]);
  });

  it('may come in any order when none was asked for', async () => {
    const turned = bentResults((results) =>
      results.map(({ columns, rows }) => ({ columns, rows: [...rows].reverse() })),
    );
    const unsorted = everything.filter((command) => command.do !== 'showTablets' || command.orderBy === undefined);
    expect((await run(turned, unsorted)).failed).toEqual([]);
  });

  it('is judged without trust in what it holds', async () => {
    const rubbish = bentResults((results) =>
      results.map(() => ({ columns: ['x', 'x', ''], rows: [[], [null, null, '€']] })),
    );
    expect((await run(rubbish, everything)).failed).toEqual(
      expect.arrayContaining(['SQL-1', 'SQL-2', 'SQL-9', 'SQL-12']),
    );
    const nothing = bentResults(() => []);
    expect((await run(nothing, everything)).failed).toEqual(['SQL-12']);
  });

  it('knows a task that waits and runs at once', async () => {
    const twice = bent(
      (outcome) => outcome,
      (seen) => ({ ...seen, pending: [...seen.pending, ...seen.running] }),
    );
    const repair = [create, flag('bad'), ...Array.from({ length: 25 }, (): Command => ({ do: 'advance', seconds: 1 }))];
    expect((await run(memoryAdapter(profile), repair)).failed).toEqual([]);
    expect((await run(twice, repair)).failed).toContain('SQL-15');
  });
});
