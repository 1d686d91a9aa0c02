import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloneTimeoutMs } from './cloneTimeout.ts';
import type { BackendFacts, ReplicaFacts } from './health.ts';
import { chooseLagging } from './laggingChoice.ts';
import { healthyReplicas, possibleSources } from './sourceChoice.ts';

const VISIBLE = 5;

const holder: BackendFacts = { id: '1', host: 'a', alive: true, decommissioned: false, downMs: 0 };

interface Named extends ReplicaFacts {
  readonly name: string;
}

function replica(name: string, facts: Partial<ReplicaFacts> = {}): Named {
  return {
    name,
    backend: holder,
    version: VISIBLE,
    lastFailedVersion: -1,
    lastSuccessVersion: VISIBLE,
    state: 'NORMAL',
    bad: false,
    needFurtherRepair: false,
    tooFarBehind: false,
    diskDecommissioned: false,
    ...facts,
  };
}

function names(replicas: readonly Named[]): string {
  return replicas.map(({ name }) => name).join(' ');
}

const always = () => true;

function sources(replicas: readonly Named[], isFree: (candidate: Named) => boolean = always): string {
  const found = possibleSources(replicas, VISIBLE, isFree);
  return typeof found === 'string' ? found : names(found);
}

const leaving = replica('leaving', { state: 'DECOMMISSION' });

describe('healthyReplicas', () => {
  it.each<[string, Partial<ReplicaFacts>]>([
    ['bad', { bad: true }],
    ['recovering', { state: 'RECOVER' }],
    ['on a dropped backend', { backend: undefined }],
    ['on a backend that does not answer', { backend: { ...holder, alive: false } }],
    ['behind', { version: VISIBLE - 1 }],
    ['without a load that it missed', { lastFailedVersion: VISIBLE + 1 }],
  ])('is without one that is %s', (_, facts) => {
    expect(names(healthyReplicas([replica('a'), replica('b', facts)], VISIBLE, true))).toBe('a');
  });

  it.each<[string, Partial<ReplicaFacts>]>([
    ['on a decommissioned backend', { backend: { ...holder, decommissioned: true } }],
    ['of a schema change', { state: 'ALTER' }],
    ['ahead of what is visible', { version: VISIBLE + 1 }],
  ])('has one %s', (_, facts) => {
    expect(names(healthyReplicas([replica('a', facts)], VISIBLE, false))).toBe('a');
  });

  it('has those that are about to go only on demand', () => {
    expect(names(healthyReplicas([replica('a'), leaving], VISIBLE, false))).toBe('a');
    expect(names(healthyReplicas([replica('a'), leaving], VISIBLE, true))).toBe('a leaving');
  });
});

describe('possibleSources', () => {
  it('are the newest with a free slot, all of them', () => {
    const all = [replica('old'), replica('new', { version: 7 }), replica('twin', { version: 7 })];
    expect(sources(all)).toBe('new twin');
    expect(sources(all, ({ version }) => version < 7)).toBe('old');
  });

  it('are about to go only when no other is healthy, not when all others are busy', () => {
    expect(sources([replica('behind', { version: 1 }), leaving])).toBe('leaving');
    expect(sources([replica('a'), leaving], ({ name }) => name === 'leaving')).toBe('pathsBusy');
  });

  it('tell nothing to copy from and nothing free apart', () => {
    expect(sources([replica('a', { bad: true })])).toBe('noSource');
    expect(sources([replica('a')], () => false)).toBe('pathsBusy');
  });
});

describe('chooseLagging', () => {
  const chosen = (...replicas: Named[]) => chooseLagging(replicas, VISIBLE)?.name;
  const behind = (name: string, version: number, failed = -1, success = -1) =>
    replica(name, { version, lastFailedVersion: failed, lastSuccessVersion: success });

  it('finds nothing where nobody lags or nobody can catch up', () => {
    expect(chosen()).toBeUndefined();
    expect(chosen(replica('complete'))).toBeUndefined();
    expect(chosen({ ...behind('bad', 1), bad: true }, { ...behind('dropped', 1), backend: undefined })).toBeUndefined();
    expect(chosen({ ...behind('dead', 1), backend: { ...holder, alive: false } })).toBeUndefined();
  });

  it('finds a replica on a decommissioned backend, and one that only missed a load', () => {
    expect(chosen({ ...behind('a', 1), backend: { ...holder, decommissioned: true } })).toBe('a');
    expect(chosen(replica('complete'), behind('b', VISIBLE, 6, 5))).toBe('b');
  });

  it('prefers the lower version, then the older failed load, then the first', () => {
    expect(chosen(behind('a', 4, 6), behind('b', 3, 7))).toBe('b');
    expect(chosen(behind('a', 4, 7), behind('b', 4, 6))).toBe('b');
    expect(chosen(behind('a', 4, 6), behind('b', 4, 6))).toBe('a');
  });

  it('takes a later one that has stored loads since over a first one that is further behind', () => {
    expect(chosen(behind('a', 1, 6), behind('b', 4, 6, 7), behind('c', 1, 6))).toBe('b');
  });

  it('takes what a move has just made', () => {
    expect(chosen(behind('a', 1, 6), { ...behind('moved', 4, 6), needFurtherRepair: true })).toBe('moved');
  });

  it('chooses a source or a lagging replica, never the same for both', () => {
    const any = fc
      .record({
        version: fc.integer({ min: 1, max: 7 }),
        lastFailedVersion: fc.constantFrom(-1, 6, 8),
        bad: fc.boolean(),
        needFurtherRepair: fc.boolean(),
      })
      .map((facts) => replica('any', facts));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (replicas) => {
        const lagging = chooseLagging(replicas, VISIBLE);
        const found = possibleSources(replicas, VISIBLE, always);
        expect(lagging !== undefined && typeof found !== 'string' && found.includes(lagging)).toBe(false);
      }),
    );
  });
});

describe('cloneTimeoutMs', () => {
  const MIB = 2 ** 20;
  it.each([
    [0, 180_000],
    [5 * MIB * 180, 180_000],
    [5 * MIB * 181 - 1, 180_000],
    [5 * MIB * 181, 181_000],
    [5 * MIB * 9_000, 7_200_000],
  ])('gives %d bytes %d ms', (bytes, timeoutMs) => {
    expect(cloneTimeoutMs(bytes, 180_000, 7_200_000)).toBe(timeoutMs);
  });

  it('lets the upper limit win', () => {
    expect(cloneTimeoutMs(0, 300_000, 200_000)).toBe(200_000);
  });
});
