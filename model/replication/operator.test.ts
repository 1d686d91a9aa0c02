import { describe, expect, it } from 'vitest';
import { profileNamed } from '../profile.ts';
import type { Command, Outcome } from '../scenario.ts';
import { toArray } from '../vector.ts';
import { referenceRules } from './rules.ts';
import type { State, Tablet } from './state.ts';
import { initialState, step } from './step.ts';

const disk = { medium: 'HDD', totalBytes: 1_000_000_000_000 } as const;
const profile = profileNamed('documented-3.4') ?? expect.unreachable();

/** Runs commands on a cluster of backends with one disk each; what is open is decided by 0. */
function run(backends: number, commands: readonly Command[]): { state: State; outcomes: Outcome[] } {
  const topology = { backends: Array.from({ length: backends }, (_, nth) => ({ name: `b${nth + 1}`, disks: [disk] })) };
  let state = initialState(profile, topology);
  const outcomes = commands.map((command) => {
    const result = step(referenceRules, state, command, () => 0);
    state = result.state;
    return result.outcome;
  });
  return { state, outcomes };
}

function tabletsOf(state: State): Tablet[] {
  return toArray(state.tablets).filter((tablet) => tablet !== undefined);
}

const table: Command = { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1', 'p2'], buckets: 1 };
const wait = (seconds: number): Command => ({ do: 'advance', seconds });

/** A table of which every tablet has lost a replica that nobody can replace. */
const waiting: readonly Command[] = [table, { do: 'dropBackend', backend: 'b1' }, wait(21)];

describe('repair hints', () => {
  it('raise waiting tasks of the partition at once and no others', () => {
    const { state } = run(3, [...waiting, { do: 'repairTable', table: 't1', partitions: ['p2'] }]);
    expect(state.pending.map(({ priority }) => priority)).toEqual(['NORMAL', 'VERY_HIGH']);
    expect(state.hints).toHaveLength(1);
  });

  it('hold for four hours, and longer when they are given again after that only', () => {
    const hinted: readonly Command[] = [table, { do: 'repairTable', table: 't1' }];
    expect(run(3, [...hinted, wait(14_399)]).state.hints).toHaveLength(2);
    expect(run(3, [...hinted, wait(14_400)]).state.hints).toEqual([]);
  });

  it('are withdrawn by partition; tasks stay what they are', () => {
    const { state } = run(3, [
      ...waiting,
      { do: 'repairTable', table: 't1' },
      { do: 'cancelRepair', table: 't1', partitions: ['p1'] },
    ]);
    expect(state.hints).toHaveLength(1);
    expect(state.pending.map(({ priority }) => priority)).toEqual(['VERY_HIGH', 'VERY_HIGH']);
  });

  it('are refused for what does not exist', () => {
    const { outcomes, state } = run(3, [
      table,
      { do: 'repairTable', table: 'nowhere' },
      { do: 'repairTable', table: 't1', partitions: ['p1', 'p9'] },
    ]);
    expect(outcomes.slice(1).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    expect(state.hints).toEqual([]);
  });

  it('end with the leader, whose successor repairs on', () => {
    const { state } = run(3, [...waiting, { do: 'repairTable', table: 't1' }, { do: 'changeLeader' }, wait(21)]);
    expect(state.hints).toEqual([]);
    expect(state.pending.map(({ priority }) => priority)).toEqual(['NORMAL', 'NORMAL']);
  });
});

describe('a full queue', () => {
  it('takes urgent tablets only', () => {
    const limit: Command = { do: 'setConfig', name: 'tablet_sched_max_scheduling_tablets', value: '0' };
    const lost: readonly Command[] = [limit, table, { do: 'dropBackend', backend: 'b1' }];
    expect(run(3, [...lost, wait(41)]).state.pending).toHaveLength(1);
    const hinted = run(3, [...lost, { do: 'repairTable', table: 't1' }, wait(41)]);
    expect(hinted.state.pending).toHaveLength(2);
  });
});

describe('a broken disk', () => {
  const broken: readonly Command[] = [
    table,
    { do: 'load', load: 'l1', table: 't1', partitions: ['p1', 'p2'] },
    { do: 'failDisk', backend: 'b1', disk: 0 },
    wait(5),
  ];

  it('has no slots, and its replicas are bad', () => {
    const { state } = run(4, broken);
    expect(state.slots.size).toBe(3);
    const onIt = tabletsOf(state).flatMap(({ replicas }) =>
      replicas.filter(({ backendId }) => backendId === state.backends[0]?.id),
    );
    expect(onIt.length).toBeGreaterThan(0);
    expect(onIt.every(({ bad }) => bad)).toBe(true);
  });

  it('is replaced by an empty one with all its slots', () => {
    const { state, outcomes } = run(4, [...broken, { do: 'replaceDisk', backend: 'b1', disk: 0 }, wait(200)]);
    expect(outcomes[4]?.kind).toBe('done');
    expect(state.slots.size).toBe(4);
    expect(tabletsOf(state).every(({ replicas }) => replicas.length === 3 && replicas.every(({ bad }) => !bad))).toBe(
      true,
    );
  });

  it('cannot break twice, nor be replaced while it works', () => {
    const { outcomes } = run(3, [
      { do: 'replaceDisk', backend: 'b1', disk: 0 },
      { do: 'failDisk', backend: 'b1', disk: 0 },
      { do: 'failDisk', backend: 'b1', disk: 0 },
      { do: 'fillDisk', backend: 'b1', disk: 0, usedBytes: 1 },
      { do: 'failDisk', backend: 'b1', disk: 7 },
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'done', 'refused', 'refused', 'refused']);
  });
});

describe('the number of replicas', () => {
  it('can differ between partitions, and the quorum with it', () => {
    const { state, outcomes } = run(4, [
      { ...table, replicationNum: 1 },
      { do: 'alterReplicationNum', table: 't1', partition: 'p1', replicationNum: 3 },
      wait(60),
      { do: 'setReplicaStatus', table: 't1', partition: 'p1', bucket: 0, backend: 'b1', status: 'bad' },
      { do: 'alterReplicationNum', table: 't1', partition: 'p9', replicationNum: 1 },
      { do: 'alterReplicationNum', table: 't1', replicationNum: 5 },
    ]);
    expect(tabletsOf(state).map(({ replicas }) => replicas.length)).toEqual([3, 1]);
    expect(outcomes.slice(4).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });
});

describe('a redundant replica that a load is writing to', () => {
  const shrunk: readonly Command[] = [
    table,
    { do: 'beginLoad', load: 'l1', table: 't1', partitions: ['p1'] },
    { do: 'alterReplicationNum', table: 't1', replicationNum: 2 },
    wait(21),
  ];

  it('is marked and stays until the load has ended', () => {
    const during = run(3, shrunk).state;
    expect(
      tabletsOf(during)[0]
        ?.replicas.map(({ state }) => state)
        .sort(),
    ).toEqual(['DECOMMISSION', 'NORMAL', 'NORMAL']);
    const { state } = run(3, [...shrunk, { do: 'commitLoad', load: 'l1' }, wait(2)]);
    expect(tabletsOf(state)[0]?.replicas).toHaveLength(2);
  });

  it('does not wait for loads that begin later', () => {
    const { state, outcomes } = run(3, [
      ...shrunk,
      { do: 'beginLoad', load: 'l2', table: 't1', partitions: ['p1'] },
      { do: 'commitLoad', load: 'l1' },
      wait(2),
      { do: 'commitLoad', load: 'l2' },
    ]);
    expect(tabletsOf(state)[0]?.replicas).toHaveLength(2);
    expect(outcomes[7]).toEqual({ kind: 'loaded', status: 'VISIBLE' });
  });

  it('stays when it is needed again', () => {
    const { state } = run(3, [...shrunk, { do: 'alterReplicationNum', table: 't1', replicationNum: 3 }, wait(60)]);
    expect(tabletsOf(state)[0]?.replicas.map(({ state: each }) => each)).toEqual(['NORMAL', 'NORMAL', 'NORMAL']);
  });
});
