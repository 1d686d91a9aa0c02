import { describe, expect, it } from 'vitest';
import type { BackendFacts, ReplicaFacts } from './health.ts';
import { chooseRedundant, type RedundancyReason, type RedundantFacts } from './redundantChoice.ts';

function backend(id: string, facts: Partial<BackendFacts> = {}): BackendFacts {
  return { id, host: `host-${id}`, alive: true, decommissioned: false, downMs: 0, ...facts };
}

function replica(holder: BackendFacts | undefined, facts: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    backend: holder,
    version: 5,
    lastFailedVersion: -1,
    lastSuccessVersion: 5,
    state: 'NORMAL',
    bad: false,
    needFurtherRepair: false,
    tooFarBehind: false,
    diskDecommissioned: false,
    ...facts,
  };
}

type Facts = RedundantFacts<ReplicaFacts>;

function choice(replicas: readonly ReplicaFacts[], more: Partial<Facts> = {}) {
  return chooseRedundant({
    replicas,
    visibleVersion: 5,
    replicationNum: 2,
    backends: replicas.flatMap(({ backend: holder }) => holder ?? []),
    requiredLocation: undefined,
    isMoved: () => false,
    loadOf: () => 1,
    ...more,
  });
}

/** One replica for each reason that does not need more than a replica, the most urgent one last. */
const worse: readonly (readonly [RedundancyReason, ReplicaFacts])[] = [
  ['lower version', replica(backend('1'), { version: 4 })],
  ['failed version', replica(backend('2'), { lastFailedVersion: 6 })],
  ['unfinished or leaving', replica(backend('3'), { state: 'CLONE' })],
  ['unfinished or leaving', replica(backend('4'), { state: 'DECOMMISSION' })],
  ['backend unavailable', replica(backend('5', { alive: false }))],
  ['backend unavailable', replica(backend('6', { decommissioned: true }))],
  ['bad', replica(backend('7'), { bad: true })],
  ['backend dropped', replica(undefined)],
];

describe('chooseRedundant', () => {
  it.each(worse.map(([reason], nth) => [reason, nth] as const))(
    'takes %s before what comes later (%d)',
    (reason, nth) => {
      const found = choice([replica(backend('0')), ...worse.slice(0, nth + 1).map(([, each]) => each)]);
      expect(found?.reason).toBe(reason);
    },
  );

  it('takes the first replica to which a reason applies', () => {
    const [first, second] = [replica(backend('1'), { bad: true }), replica(backend('2'), { bad: true })];
    expect(choice([replica(backend('0')), first, second])?.replica).toBe(first);
  });

  it('takes a moved replica before the one with the most load', () => {
    const replicas = [replica(backend('1')), replica(backend('2')), replica(backend('3'))];
    const loadOf: Facts['loadOf'] = ({ backend: holder }) => Number(holder?.id);
    expect(choice(replicas, { loadOf })).toEqual({ replica: replicas[2], reason: 'high load' });
    const isMoved: Facts['isMoved'] = (each) => each === replicas[1];
    expect(choice(replicas, { loadOf, isMoved })).toEqual({ replica: replicas[1], reason: 'moved' });
  });

  it('takes the more loaded of two on one host, before a moved one elsewhere', () => {
    const replicas = [
      replica(backend('9')),
      replica(backend('1', { host: 'h' })),
      replica(backend('2', { host: 'h' })),
    ];
    const loadOf: Facts['loadOf'] = ({ backend: holder }) => Number(holder?.id);
    const isMoved: Facts['isMoved'] = (each) => each === replicas[0];
    expect(choice(replicas, { loadOf, isMoved })).toEqual({ replica: replicas[2], reason: 'same host' });
  });

  it('finds nothing without any load, nor among no replicas', () => {
    expect(choice([replica(backend('1'))], { loadOf: () => 0 })).toBeUndefined();
    expect(choice([replica(backend('1'))], { loadOf: () => Number.NaN })).toBeUndefined();
    expect(choice([])).toBeUndefined();
  });

  describe('with labels', () => {
    const at = (id: string, rack?: string) => replica(backend(id, rack === undefined ? {} : { location: { rack } }));
    const requiredLocation = { rack: ['*'] };

    it('takes the youngest that lies elsewhere, then the older of two at one place', () => {
      const replicas = [at('1'), at('2', 'r1'), at('3'), at('4', 'r2'), at('5', 'r2')];
      expect(choice(replicas, { requiredLocation })).toEqual({ replica: replicas[2], reason: 'location mismatch' });
      const matching = [replicas[1], replicas[3], replicas[4]].flatMap((each) => each ?? []);
      expect(choice(matching, { requiredLocation })).toEqual({ replica: replicas[3], reason: 'duplicate location' });
    });

    it('leaves them aside where too few locations are offered by backends that take replicas', () => {
      const replicas = [at('1'), at('2', 'r1'), at('3', 'r1')];
      expect(choice(replicas, { requiredLocation })?.reason).toBe('high load');
      const spare = (facts: Partial<BackendFacts>) => ({
        requiredLocation,
        backends: [
          ...replicas.flatMap(({ backend: holder }) => holder ?? []),
          backend('9', { location: { rack: 'r2' }, ...facts }),
        ],
      });
      expect(choice(replicas, spare({}))?.reason).toBe('location mismatch');
      expect(choice(replicas, spare({ alive: false }))?.reason).toBe('high load');
      expect(choice(replicas, spare({ decommissioned: true }))?.reason).toBe('high load');
    });
  });
});
