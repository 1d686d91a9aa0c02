import { describe, expect, test } from 'vitest';
import { type Profile, profileNamed } from '../profile.ts';
import type { Command, Topology } from '../scenario.ts';
import { bytes } from '../views/columns.ts';
import { cancelDecommission } from './backends.ts';
import { open } from './draft.ts';
import { query } from './queries.ts';
import { referenceRules } from './rules.ts';
import { backendRows, distributionRows, statisticDetailRow, statisticRows } from './showCluster.ts';
import { tabletIdRow, tabletRows, tabletsOfTable } from './showTables.ts';
import type { State } from './state.ts';
import { initialState, step } from './step.ts';

const documented = known('documented-3.4');
const topology: Topology = {
  backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks: [{ medium: 'HDD', totalBytes: 2 ** 40 }] })),
};

/** The state after some commands, with every open decision taken as 0. */
function stateAfter(commands: readonly Command[], profile = documented): State {
  return commands.reduce(
    (state, command) => step(referenceRules, state, command, () => 0).state,
    initialState(profile, topology),
  );
}

const table = (replicationNum: number, buckets: number): Command => ({
  do: 'createTable',
  table: 't1',
  replicationNum,
  partitions: ['p1', 'p2'],
  buckets,
});

describe('SHOW PROC /statistic', () => {
  test('the last row is the sum of those before, and counts the databases', () => {
    const state = stateAfter([table(3, 2)]);
    const rows = statisticRows(state, referenceRules);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatchObject({ DbId: 'Total', DbName: '1', TabletNum: 4, ReplicaNum: 12, UnhealthyTabletNum: 0 });
  });

  test('the unhealthy tablets of a database are those that are counted', () => {
    const state = stateAfter([table(3, 2), { do: 'crashBackend', backend: 'b1' }, { do: 'advance', seconds: 5 }]);
    const [row] = statisticRows(state, referenceRules);
    const [database] = state.databases;
    if (database === undefined) throw new RangeError('no database');
    const { UnhealthyTablets } = statisticDetailRow(state, referenceRules, database);
    expect(row?.UnhealthyTabletNum).toBe(4);
    const ids = state.tables.flatMap((one) => tabletsOfTable(state, one)).map((tablet) => tablet.id);
    expect(UnhealthyTablets).toBe(`[${ids.join(', ')}]`);
  });
});

describe('ADMIN SHOW REPLICA DISTRIBUTION', () => {
  /** Of 8 tablets with one replica each, three each are on the first two backends and two on the third. */
  const state = stateAfter([table(1, 4)]);
  const tablets = state.tables.flatMap((one) => tabletsOfTable(state, one)).slice(0, 8);

  test('shares are rounded half to even and have no leading zero', () => {
    const shares = distributionRows(state, tablets).map((row) => [row.ReplicaNum, row.Percent]);
    expect(shares).toEqual([
      [4, '50.00 %'],
      [2, '25.00 %'],
      [2, '25.00 %'],
    ]);
    expect(distributionRows(state, tablets.slice(0, 1)).map((row) => row.Percent)).toEqual([
      '100.00 %',
      '.00 %',
      '.00 %',
    ]);
    expect(distributionRows(state, []).map((row) => row.Percent)).toEqual(['NaN %', 'NaN %', 'NaN %']);
  });

  test('the documents round the graph down, releases up', () => {
    expect(distributionRows(state, tablets).map((row) => row.Graph)).toEqual(['>', '', '']);
    const release = { ...state, profile: known('starrocks-main') };
    expect(distributionRows(release, tablets).map((row) => row.Graph)).toEqual(['>>', '>', '>']);
  });
});

describe('SHOW BACKENDS', () => {
  test('a dead backend keeps its last heartbeat, a living one has the latest', () => {
    const state = stateAfter([
      { do: 'advance', seconds: 7 },
      { do: 'crashBackend', backend: 'b1' },
      { do: 'advance', seconds: 60 },
    ]);
    const rows = backendRows(state).map((row) => [row.Alive, row.LastHeartbeat, row.ErrMsg === '']);
    expect(rows).toEqual([
      [false, 5_000, false],
      [true, 65_000, true],
      [true, 65_000, true],
    ]);
  });

  test.each([
    [0, '0.000B'],
    [1023, '1023.000B'],
    [1024, '1.000 KB'],
    [50_000_000_000, '46.566 GB'],
    [2 ** 40, '1.000 TB'],
    [2 ** 63, '8388608.000 TB'],
  ])('%d bytes are %s', (amount, text) => {
    expect(bytes.encode(amount, documented)).toBe(text);
    const read = bytes.decode(text)?.value ?? Number.NaN;
    expect(Math.abs(read - amount)).toBeLessThanOrEqual(amount * 0.0005);
  });

  test.each([null, '', '1.0', '1.000 PB', '-1.000 KB', 'x'])('%j is no amount', (text) => {
    expect(bytes.decode(text)).toBeUndefined();
  });
});

describe('tablets', () => {
  test('a tablet without a replica has one row', () => {
    const state = stateAfter([table(1, 1)]);
    const [tablet] = state.tables.flatMap((one) => tabletsOfTable(state, one));
    if (tablet === undefined) throw new RangeError('no tablet');
    expect(tabletRows(state, { ...tablet, replicas: [] })).toMatchObject([
      { TabletId: String(tablet.id), ReplicaId: '-1', BackendId: '-1', Version: -1, State: '' },
    ]);
  });

  test.each(['0', '-1', '99999999999999999999', 'x'])('the id %s names nothing', (id) => {
    expect(tabletIdRow(stateAfter([table(1, 1)]), id)).toMatchObject({ TableId: '-1', IsSync: false });
  });
});

describe('what the server does beside commands', () => {
  test('a decommission is taken back', () => {
    const state = stateAfter([table(2, 1), { do: 'decommissionBackend', backend: 'b1' }]);
    const draft = open(referenceRules, state, () => 0);
    expect(cancelDecommission(draft, 'b1')).toEqual({ kind: 'done' });
    expect(draft.state.backends.map((backend) => backend.decommissioned)).toEqual([false, false, false]);
    expect(draft.touched.size).toBeGreaterThan(0);
    expect(cancelDecommission(draft, 'b9').kind).toBe('refused');
  });

  test('a query of one partition is not kept from it by another', () => {
    const lost = { table: 't1', partition: 'p1', bucket: 0, backend: 'b1', status: 'bad' };
    const state = stateAfter([table(1, 1), { do: 'setReplicaStatus', ...lost }]);
    const read = (...partitions: readonly (readonly string[])[]) =>
      query(
        open(referenceRules, state, () => 0),
        't1',
        ...partitions,
      ).kind;
    expect(read()).toBe('refused');
    expect(read(['p1'])).toBe('refused');
    expect(read(['p2'])).toBe('answered');
  });
});

function known(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return profile;
}
