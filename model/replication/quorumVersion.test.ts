import { describe, expect, it } from 'vitest';
import { type PublishedReplica, quorumVersions, reachesQuorum } from './quorumVersion.ts';

function replica(version: number, facts: Partial<PublishedReplica> = {}): PublishedReplica {
  return { version, state: 'NORMAL', bad: false, ...facts };
}

describe('reachesQuorum', () => {
  it('counts replicas at the version or beyond, and tells the exact ones apart', () => {
    const [behind, exact, ahead] = [replica(4), replica(5), replica(6)];
    expect(reachesQuorum([behind, exact, ahead], 5, 2)).toEqual({
      reached: true,
      normal: [exact],
      abnormal: [behind, ahead],
    });
    expect(reachesQuorum([behind, exact, ahead], 5, 3).reached).toBe(false);
  });

  it('counts what a schema change has not filled yet, but not what it has left behind', () => {
    expect(reachesQuorum([replica(1, { state: 'ALTER' })], 5, 1).reached).toBe(true);
    expect(reachesQuorum([replica(2, { state: 'ALTER' })], 5, 1).reached).toBe(false);
    expect(reachesQuorum([replica(1)], 5, 1).reached).toBe(false);
  });

  it('does not look at badness', () => {
    expect(reachesQuorum([replica(5, { bad: true })], 5, 1).reached).toBe(true);
  });
});

describe('quorumVersions', () => {
  it('are those at which enough usable replicas are', () => {
    expect(quorumVersions([replica(5), replica(5), replica(4)], 2)).toEqual([5]);
    expect(quorumVersions([replica(5), replica(4)], 2)).toEqual([]);
    expect(quorumVersions([replica(5), replica(4)], 1)).toEqual([4, 5]);
    expect(quorumVersions([], 1)).toEqual([]);
  });

  it('are one at most when the quorum is a majority', () => {
    const replicas = [4, 5, 5, 5, 4].map((version) => replica(version));
    expect(quorumVersions(replicas, 3)).toEqual([5]);
  });

  it('need good replicas in normal use', () => {
    expect(quorumVersions([replica(5, { bad: true }), replica(5, { state: 'ALTER' })], 1)).toEqual([]);
  });
});
