import { expect, test } from 'vitest';
import { referenceRules } from '../replication/rules.ts';
import { step } from '../replication/step.ts';
import type { Command } from '../scenario.ts';
import { type OperationRules, referenceOperationRules } from './rules.ts';
import type { ShowCommand } from './show.ts';
import { backends, profileOf, stateAfter, table } from './testing/cluster.ts';

/** A wrong decision, and a command whose answer it spoils. */
interface Fault {
  readonly rule: Partial<OperationRules>;
  readonly shows: ShowCommand;
}

const reference = referenceOperationRules;
const status = { do: 'showReplicaStatus', table: 't1' } as const;
const dead = { ...status, status: { operator: '=', value: 'DEAD' } } as const;
const distribution = { do: 'showReplicaDistribution', table: 't1' } as const;
const tablets = { do: 'showTablets', table: 't1' } as const;
const tablet = { do: 'showTablet', table: 't1', partition: 'p1', bucket: 0 } as const;
const statistic = { do: 'showStatistic' } as const;
const proc = (path: string): ShowCommand => ({ do: 'showProc', path });

/** Every decision has a fault that somebody sees: none is there for nothing. */
const faults: Readonly<Record<keyof OperationRules, Fault>> = {
  afterShow: { rule: { afterShow: (state) => ({ ...state, hints: [] }) }, shows: statistic },
  titles: { rule: { titles: (columns) => [...columns].reverse() }, shows: distribution },
  onUnknown: { rule: { onUnknown: () => 'ignore' }, shows: { ...status, partitions: ['p9'] } },
  choosesPartitions: {
    rule: { choosesPartitions: (all, names) => reference.choosesPartitions(all, names?.slice(0, 1)) },
    shows: { ...tablets, partitions: ['p1', 'p2'] },
  },
  listedReplicas: { rule: { listedReplicas: (replicas) => replicas.filter(({ bad }) => !bad) }, shows: tablets },
  shownBad: { rule: { shownBad: ({ setBadForce }) => !setBadForce }, shows: tablet },
  shownState: { rule: { shownState: () => 'RUNNING' }, shows: tablets },
  shownVersion: { rule: { shownVersion: (_replica, visible) => visible }, shows: status },
  missingRows: { rule: { missingRows: () => 0 }, shows: { ...status, partitions: ['p2'] } },
  missingCells: {
    rule: { missingCells: (id) => [id, ...Array.from({ length: 7 }, () => '-1'), null, null, 'MISSING'] },
    shows: status,
  },
  isShownDead: { rule: { isShownDead: (replica) => replica.bad }, shows: dead },
  isShownBehind: { rule: { isShownBehind: () => false }, shows: status },
  shownStatus: {
    rule: { shownStatus: (isDead, isBehind) => (isBehind ? 'VERSION_ERROR' : isDead ? 'DEAD' : 'OK') },
    shows: status,
  },
  isStatus: { rule: { isStatus: () => true }, shows: { ...status, status: { operator: '=', value: 'NOPE' } } },
  passesStatus: {
    rule: { passesStatus: (shown, filter) => shown !== 'MISSING' && reference.passesStatus(shown, filter) },
    shows: { ...status, status: { operator: '!=', value: 'OK' } },
  },
  listsBackend: { rule: { listsBackend: ({ alive }) => alive }, shows: distribution },
  replicasOn: {
    rule: { replicasOn: (all, id) => all.filter(({ replicas }) => replicas[0]?.backendId === id).length },
    shows: distribution,
  },
  distributionTotal: { rule: { distributionTotal: (counts) => counts.length }, shows: distribution },
  percentText: { rule: { percentText: (part, whole) => String(part / whole) }, shows: distribution },
  graphLength: { rule: { graphLength: (count) => count }, shows: distribution },
  listedDatabases: { rule: { listedDatabases: (databases) => databases.slice(1) }, shows: statistic },
  countsAsUnhealthy: { rule: { countsAsUnhealthy: () => false }, shows: statistic },
  countsRecord: { rule: { countsRecord: ({ bad }) => !bad }, shows: statistic },
  sum: { rule: { sum: (values) => reference.sum(values) + 1 }, shows: statistic },
  totalName: { rule: { totalName: () => '' }, shows: statistic },
  databaseOfId: { rule: { databaseOfId: () => undefined }, shows: statistic },
  unhealthyIds: { rule: { unhealthyIds: (ids) => ids.slice(1) }, shows: statistic },
  matchesVersion: {
    rule: { matchesVersion: (row, version) => row.Version >= version },
    shows: { ...tablets, where: { version: 2 } },
  },
  matchesBackend: { rule: { matchesBackend: () => true }, shows: { ...tablets, where: { backend: 'b2' } } },
  matchesState: {
    rule: { matchesState: (row, state) => row.State !== state },
    shows: { ...tablets, where: { state: 'NORMAL' } },
  },
  isState: { rule: { isState: () => false }, shows: { ...tablets, where: { state: 'NORMAL' } } },
  columnNamed: {
    rule: { columnNamed: () => 2 },
    shows: { ...tablets, orderBy: [{ column: 'Version', descending: false }] },
  },
  compareCells: {
    rule: { compareCells: () => 0 },
    shows: { ...tablets, orderBy: [{ column: 'BackendId', descending: false }] },
  },
  directed: {
    rule: { directed: (order) => order },
    shows: { ...tablets, orderBy: [{ column: 'ReplicaId', descending: true }] },
  },
  tieBreakers: { rule: { tieBreakers: () => [2] }, shows: tablets },
  sortsBeforePaging: {
    rule: { sortsBeforePaging: () => false },
    shows: { ...tablets, orderBy: [{ column: 'ReplicaId', descending: true }], limit: 2 },
  },
  page: {
    rule: {
      page: (rows, offset, limit) => (offset + limit <= rows.length ? rows.slice(offset, offset + limit) : rows),
    },
    shows: { ...tablets, offset: 9, limit: 10 },
  },
  shownSync: { rule: { shownSync: () => false }, shows: tablet },
  detailPath: {
    rule: { detailPath: (address) => reference.detailPath({ ...address, partitionId: 1 }) },
    shows: tablet,
  },
  detailCommand: { rule: { detailCommand: (path) => `SHOW PROC ${path}` }, shows: tablet },
  listedTasks: { rule: { listedTasks: () => [] }, shows: proc('/cluster_balance/pending_tablets') },
  itemNumber: { rule: { itemNumber: () => 0 }, shows: proc('/cluster_balance') },
  listedHints: { rule: { listedHints: () => [] }, shows: proc('/cluster_balance/priority_repair') },
  remainingMs: { rule: { remainingMs: (untilMs) => untilMs }, shows: proc('/cluster_balance/priority_repair') },
};

const setBad = (backend: string): Command => ({
  do: 'setReplicaStatus',
  table: 't1',
  partition: 'p1',
  bucket: 0,
  backend,
  status: 'bad',
});

/** One backend is down, one replica bad and others are behind, more replicas are asked for, and a hint holds. */
const state = stateAfter(
  [
    table(3, 2),
    { do: 'alterWriteQuorum', table: 't1', writeQuorum: 'ONE' },
    { do: 'failWrites', backend: 'b2', on: true },
    { do: 'load', load: 'l1', table: 't1', partitions: ['p1', 'p2'] },
    { do: 'alterReplicationNum', table: 't1', partition: 'p2', replicationNum: 5 },
    { do: 'crashBackend', backend: 'b1' },
    { do: 'advance', seconds: 5 },
    { do: 'load', load: 'l2', table: 't1', partitions: ['p1', 'p2'] },
    setBad('b3'),
    { do: 'repairTable', table: 't1', partitions: ['p1'] },
    { do: 'stallClones', backend: 'b3', on: true },
    { do: 'stallClones', backend: 'b4', on: true },
    { do: 'stallClones', backend: 'b5', on: true },
    { do: 'advance', seconds: 20 },
  ],
  profileOf('documented-3.4'),
  backends(5),
);

test.each(Object.entries(faults))('a fault of %s shows', (_name, { rule, shows }) => {
  const right = step(referenceRules, state, shows, () => 0);
  const wrong = step({ ...referenceRules, ...rule }, state, shows, () => 0);
  expect([wrong.outcome, wrong.state.hints]).not.toEqual([right.outcome, right.state.hints]);
});

test('showing anything changes nothing', () => {
  for (const { shows } of Object.values(faults)) {
    expect(step(referenceRules, state, shows, () => 0).state).toEqual(state);
  }
});
