import { describe, expect, it } from 'vitest';
import { type ProfileName, profileNamed } from '../profile.ts';
import type { Command, DiskSpec, Outcome } from '../scenario.ts';
import { toArray } from '../vector.ts';
import { type Rules, referenceRules } from './rules.ts';
import type { State, Task } from './state.ts';
import { initialState, step } from './step.ts';

const terabyte = 1_000_000_000_000;
const disk: DiskSpec = { medium: 'HDD', totalBytes: terabyte };

/** A cluster that is driven by commands; what is open is decided by 0. */
class Cluster {
  state: State;
  readonly #rules: Rules;

  constructor(disks: readonly (readonly DiskSpec[])[], name: ProfileName = 'documented-3.4', rules = referenceRules) {
    const profile = profileNamed(name) ?? expect.unreachable();
    this.#rules = rules;
    this.state = initialState(profile, { backends: disks.map((each, nth) => ({ name: `b${nth + 1}`, disks: each })) });
  }

  do(command: Command): Outcome {
    const result = step(this.#rules, this.state, command, () => 0);
    this.state = result.state;
    return result.outcome;
  }

  /** Replicas by backend, in the order of the backends. */
  counts(): number[] {
    const replicas = toArray(this.state.tablets).flatMap((tablet) => tablet?.replicas ?? []);
    return this.state.backends.map(({ id }) => replicas.filter((replica) => replica.backendId === id).length);
  }

  moves(): Task[] {
    return [...this.state.pending, ...this.state.running, ...this.state.history].filter(
      ({ type }) => type === 'BALANCE',
    );
  }
}

function unevenCluster(name: ProfileName = 'documented-3.4', rules = referenceRules): Cluster {
  const cluster = new Cluster([[disk], [disk]], name, rules);
  cluster.do({ do: 'createTable', table: 't1', replicationNum: 1, partitions: ['p1'], buckets: 8 });
  cluster.do({ do: 'load', load: 'l1', table: 't1', partitions: ['p1'] });
  cluster.do({ do: 'addBackend', backend: 'b3' });
  return cluster;
}

describe.each(['documented-3.4', 'starrocks-main'] as const)('balancing in %s', (name) => {
  it('fills a new backend until the numbers of replicas are even, and then rests', () => {
    const cluster = unevenCluster(name);
    for (let round = 0; round < 20; round += 1) cluster.do({ do: 'advance', seconds: 60 });
    expect(Math.max(...cluster.counts()) - Math.min(...cluster.counts())).toBeLessThanOrEqual(1);
    const moves = cluster.moves().length;
    cluster.do({ do: 'advance', seconds: 600 });
    expect(cluster.moves()).toHaveLength(moves);
  });

  it('keeps every row readable all the time', () => {
    const cluster = unevenCluster(name);
    for (let second = 0; second < 150; second += 1) {
      cluster.do({ do: 'advance', seconds: 1 });
      const answer = cluster.do({ do: 'query', table: 't1' });
      expect(answer.kind === 'answered' && answer.contents.every(({ loads }) => loads.includes('l1'))).toBe(true);
    }
    expect(cluster.moves().length).toBeGreaterThan(0);
  });

  it('picks nothing while it is disabled, and at most as many moves as are allowed', () => {
    const cluster = unevenCluster(name);
    cluster.do({ do: 'setConfig', name: 'tablet_sched_disable_balance', value: 'true' });
    cluster.do({ do: 'advance', seconds: 300 });
    expect(cluster.moves()).toEqual([]);
    cluster.do({ do: 'setConfig', name: 'tablet_sched_max_balancing_tablets', value: '1' });
    cluster.do({ do: 'setConfig', name: 'tablet_sched_disable_balance', value: 'false' });
    cluster.do({ do: 'advance', seconds: cluster.state.profile.statisticsIntervalMs / 1000 });
    expect(cluster.moves()).toHaveLength(1);
  });

  it('does not move a tablet whose table is altered', () => {
    const cluster = unevenCluster(name);
    cluster.do({ do: 'beginSchemaChange', table: 't1' });
    cluster.do({ do: 'advance', seconds: 300 });
    expect(cluster.moves()).toEqual([]);
    cluster.do({ do: 'endSchemaChange', table: 't1' });
    cluster.do({ do: 'advance', seconds: 120 });
    expect(cluster.moves().length).toBeGreaterThan(0);
  });
});

describe('a move', () => {
  it('waits in the queue for a round, then copies to the low backend and removes from the high one', () => {
    const cluster = unevenCluster();
    cluster.do({ do: 'advance', seconds: 60 });
    const [waiting] = cluster.moves();
    expect(waiting).toMatchObject({ state: 'PENDING', priority: 'LOW', balance: 'INTER_NODE_LOAD_SCORE' });
    cluster.do({ do: 'advance', seconds: 1 });
    const running = cluster.state.running[0] ?? expect.unreachable();
    expect(running).toMatchObject({ state: 'RUNNING', type: 'BALANCE' });
    const tablet = toArray(cluster.state.tablets).find((each) => each?.ordinal === running.ordinal);
    expect(tablet?.replicas).toHaveLength(2);
    cluster.do({ do: 'advance', seconds: 40 });
    const moved = toArray(cluster.state.tablets).find((each) => each?.ordinal === running.ordinal);
    expect(moved?.replicas.map(({ backendId }) => backendId)).toEqual([running.destination?.backendId]);
  });

  it('uses slots of its own, so that repairs cannot hold it up', () => {
    const cluster = unevenCluster();
    cluster.do({ do: 'advance', seconds: 61 });
    expect([...cluster.state.slots.values()].every(({ total, available }) => total === available)).toBe(true);
    expect([...cluster.state.balanceSlots.values()].some(({ available }) => available === 0)).toBe(true);
  });

  it('shares the slots with repairs in starrocks-main', () => {
    const cluster = unevenCluster('starrocks-main');
    cluster.do({ do: 'advance', seconds: 21 });
    expect(cluster.state.balanceSlots.size).toBe(0);
    expect([...cluster.state.slots.values()].some(({ total, available }) => available < total)).toBe(true);
  });

  it('stays within its medium', () => {
    const cluster = new Cluster([[disk], [disk], [{ ...disk, medium: 'SSD' }]]);
    cluster.do({ do: 'createTable', table: 't1', replicationNum: 1, partitions: ['p1'], buckets: 8, medium: 'HDD' });
    cluster.do({ do: 'advance', seconds: 300 });
    expect(cluster.counts()[2]).toBe(2);
    const media = new Map(
      cluster.state.backends.flatMap(({ disks }) => disks.map((each) => [each.pathHash, each.medium])),
    );
    expect(cluster.moves().every((move) => media.get(move.destination?.pathHash ?? '') === 'HDD')).toBe(true);
  });

  it('goes by bytes as well as by numbers of replicas', () => {
    const cluster = new Cluster([[disk], [{ ...disk, usedBytes: 0.7 * terabyte }]]);
    cluster.do({
      do: 'createTable',
      table: 't1',
      replicationNum: 1,
      partitions: ['p1'],
      buckets: 8,
      rowBytes: 20_000_000_000,
    });
    cluster.do({ do: 'load', load: 'l1', table: 't1', partitions: ['p1'] });
    cluster.do({ do: 'advance', seconds: 600 });
    const [first, second] = cluster.counts();
    expect(first).toBeGreaterThan(second ?? 0);
  });
});

describe('a move between the disks of a backend', () => {
  it('switches the path of a replica in starrocks-main, and makes no second one', () => {
    const cluster = new Cluster([[disk, { ...disk, usedBytes: 0.95 * terabyte }]], 'starrocks-main');
    cluster.do({ do: 'createTable', table: 't1', replicationNum: 1, partitions: ['p1'], buckets: 4 });
    cluster.do({ do: 'load', load: 'l1', table: 't1', partitions: ['p1'] });
    cluster.do({ do: 'fillDisk', backend: 'b1', disk: 1, usedBytes: 0 });
    cluster.do({ do: 'advance', seconds: 200 });
    const paths = toArray(cluster.state.tablets).flatMap((tablet) => tablet?.replicas.map(({ pathHash }) => pathHash));
    expect(new Set(paths).size).toBe(2);
    expect(cluster.counts()).toEqual([4]);
    expect(cluster.moves().every(({ balance }) => balance === 'INTRA_NODE_TABLET_DISTRIBUTION')).toBe(true);
  });
});
