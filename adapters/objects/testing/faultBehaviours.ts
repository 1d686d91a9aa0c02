import { describe, expect, test } from 'vitest';
import type { FaultRule, ObjectFault, ObjectFaults } from '../faults.ts';
import type { ObjectStore } from '../store.ts';
import { faultOf } from './behaviours.ts';

/** A store whose requests can go wrong. */
export interface FaultyStore {
  /** Goes through the faults. */
  readonly store: ObjectStore;
  /** The same objects without faults. */
  readonly truth: ObjectStore;
  readonly faults: ObjectFaults;
  /** What the keys of the store start with where the faults see them. */
  readonly folder: string;
}

/** How patiently a store asks. */
export interface Patience {
  readonly attempts: number;
  readonly timeoutMs: number;
}

const x = Buffer.from('x');

/**
 * Every kind of fault, as tests: what a client sees, what was done, and that the fault really happened.
 * @param name where the faults are injected, for the report
 * @param open an empty store, which asks as patiently as told
 */
export function describeFaults(name: string, open: (patience: Patience) => Promise<FaultyStore>) {
  const once = { attempts: 1, timeoutMs: 5000 };
  const rule = (operation: FaultRule['operation'], fault: ObjectFault, more: Partial<FaultRule> = {}): FaultRule => ({
    operation,
    nth: 1,
    fault,
    ...more,
  });
  const keysOf = async (store: ObjectStore) => (await store.list('')).map(({ key }) => key);

  describe(name, () => {
    test.each([
      ['InternalError', 'refused InternalError'],
      ['ServiceUnavailable', 'throttled ServiceUnavailable'],
      ['SlowDown', 'throttled SlowDown'],
    ] as const)('answers %s to the second PUT, which does nothing', async (code, seen) => {
      const { store, truth, faults } = await open(once);
      faults.add(rule('put', { kind: 'answer', code }, { nth: 2 }));
      await store.put('a', x);
      expect(await faultOf(store.put('b', x))).toBe(seen);
      await store.put('c', x);
      expect(await keysOf(truth)).toEqual(['a', 'c']);
      expect(faults.injected()).toHaveLength(1);
    });

    test('fails on keys with a prefix only', async () => {
      const { store, faults, folder } = await open(once);
      faults.add(
        rule('any', { kind: 'answer', code: 'InternalError' }, { keyPrefix: `${folder}snap/`, times: 'always' }),
      );
      await store.put('data', x);
      expect(await faultOf(store.put('snap/a', x))).toBe('refused InternalError');
      expect(await faultOf(store.get('snap/a'))).toBe('refused InternalError');
      expect(await faultOf(store.list('snap/'))).toBe('refused InternalError');
      expect(await faultOf(store.copy('data', 'snap/a'))).toBe('refused InternalError');
      expect(await faultOf(store.delete(['data', 'snap/a']))).toBe('refused InternalError');
      expect(await store.get('data')).toBeDefined();
      expect(faults.injected().map(({ operation }) => operation)).toEqual(['put', 'get', 'list', 'copy', 'delete']);
    });

    test('cuts the connection before a request takes effect', async () => {
      const { store, truth, faults } = await open(once);
      await store.put('kept', x);
      faults.add(rule('put', { kind: 'cutBefore' }), rule('delete', { kind: 'cutBefore' }));
      expect(await faultOf(store.put('a', x))).toBe('unreachable');
      expect(await faultOf(store.delete(['kept']))).toBe('unreachable');
      expect(await keysOf(truth)).toEqual(['kept']);
      expect(faults.injected()).toHaveLength(2);
    });

    test('loses the answer to a request that took effect', async () => {
      const { store, truth, faults } = await open(once);
      await store.put('gone', x);
      faults.add(...(['put', 'delete', 'copy'] as const).map((each) => rule(each, { kind: 'cutAfter' })));
      expect(await faultOf(store.put('a', x))).toBe('unreachable');
      expect(await faultOf(store.copy('a', 'b'))).toBe('unreachable');
      expect(await faultOf(store.delete(['gone']))).toBe('unreachable');
      expect(await keysOf(truth)).toEqual(['a', 'b']);
      expect(faults.injected()).toHaveLength(3);
    });

    test('delays a request', async () => {
      const { store, faults } = await open(once);
      faults.add(rule('get', { kind: 'delay', delayMs: 80 }));
      await store.put('a', x);
      const startMs = performance.now();
      expect(await store.get('a')).toBeDefined();
      expect(performance.now() - startMs).toBeGreaterThan(75);
      expect(faults.injected()).toHaveLength(1);
    });

    test('delays beyond the time limit, which is told as such', async () => {
      const { store, faults } = await open({ attempts: 1, timeoutMs: 150 });
      faults.add(rule('get', { kind: 'delay', delayMs: 10_000 }));
      expect(await faultOf(store.get('a'))).toBe('timeout');
      expect(faults.injected()).toHaveLength(1);
    });

    test('answers a listing as of some writes ago', async () => {
      const { store, faults } = await open(once);
      await store.put('old', x);
      expect(await keysOf(store)).toEqual(['old']);
      await store.put('new', x);
      await store.delete(['old']);
      faults.add(rule('list', { kind: 'staleList', writesAgo: 2 }));
      expect(await keysOf(store)).toEqual(['old']);
      expect(await keysOf(store)).toEqual(['new']);
      expect(faults.injected()).toHaveLength(1);
    });

    test('refuses keys of a batch', async () => {
      const { store, truth, faults } = await open(once);
      for (const key of ['a', 'b']) await store.put(key, x);
      faults.add(rule('delete', { kind: 'keyErrors', code: 'AccessDenied' }));
      expect(await faultOf(store.delete(['a', 'b']))).toBe('denied AccessDenied');
      expect(await keysOf(truth)).toEqual(['a', 'b']);
      expect(faults.injected()).toHaveLength(1);
    });

    test('is overcome by a store with as many attempts as there are faults, and one', async () => {
      const { store, truth, faults } = await open({ attempts: 3, timeoutMs: 5000 });
      faults.add(
        rule('put', { kind: 'answer', code: 'InternalError' }),
        rule('put', { kind: 'cutAfter' }, { nth: 2 }),
        rule('delete', { kind: 'keyErrors', code: 'InternalError' }),
        rule('delete', { kind: 'cutAfter' }, { nth: 2 }),
        rule('get', { kind: 'cutBefore' }, { times: 3 }),
      );
      await store.put('a', x);
      await store.put('b', x);
      await store.delete(['a']);
      expect(await keysOf(truth)).toEqual(['b']);
      expect(await faultOf(store.get('b'))).toBe('unreachable');
      expect(faults.injected().map(({ operation }) => operation)).toEqual([
        'put',
        'put',
        'delete',
        'delete',
        'get',
        'get',
        'get',
      ]);
    });
  });
}
