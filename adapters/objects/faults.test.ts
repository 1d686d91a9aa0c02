import { describe, expect, test } from 'vitest';
import { createObjectFaults, type FaultableRequest, type FaultRule, type ObjectFaults } from './faults.ts';

const put = (key: string): FaultableRequest => ({ operation: 'put', keys: [key], isBatch: false });
const batch = (...keys: string[]): FaultableRequest => ({ operation: 'delete', keys, isBatch: true });

const slow: FaultRule = { operation: 'put', nth: 1, fault: { kind: 'answer', code: 'SlowDown' } };

function hits(faults: ObjectFaults, requests: readonly FaultableRequest[]): readonly boolean[] {
  return requests.map((request) => faults.due(request) !== undefined);
}

describe('rules', () => {
  test('hit the nth request they are about, and as many as they say from there', () => {
    const requests = ['a', 'b', 'c', 'd', 'e'].map(put);
    expect(hits(createObjectFaults([{ ...slow, nth: 2 }]), requests)).toEqual([false, true, false, false, false]);
    expect(hits(createObjectFaults([{ ...slow, nth: 2, times: 2 }]), requests)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(hits(createObjectFaults([{ ...slow, nth: 3, times: 'always' }]), requests)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  test('count only their operation and their keys', () => {
    const get: FaultableRequest = { ...put('snap/a'), operation: 'get' };
    const requests = [put('data/a'), get, put('snap/a'), put('snap/b')];
    expect(hits(createObjectFaults([{ ...slow, keyPrefix: 'snap/', nth: 2 }]), requests)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(hits(createObjectFaults([{ ...slow, operation: 'any', nth: 2 }]), requests)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('take a batch that has one of their keys, and errors by key for batches only', () => {
    const rule: FaultRule = {
      operation: 'delete',
      keyPrefix: 'b',
      nth: 1,
      fault: { kind: 'keyErrors', code: 'AccessDenied' },
    };
    const single: FaultableRequest = { operation: 'delete', keys: ['b'], isBatch: false };
    expect(hits(createObjectFaults([rule]), [single, batch('a'), batch('a', 'b')])).toEqual([false, false, true]);
  });

  test('start to count when they are added, and end when they are cleared', () => {
    const faults = createObjectFaults();
    faults.due(put('a'));
    faults.add(slow, { ...slow, nth: 2 });
    expect(faults.due(put('a'))?.rule).toEqual(slow);
    faults.clear();
    expect(faults.due(put('a'))).toBeUndefined();
  });

  test('are reported when their fault happened, not when it was due', () => {
    const faults = createObjectFaults([slow, { ...slow, nth: 2 }]);
    faults.due(put('a'));
    expect(faults.injected()).toEqual([]);
    faults.due(put('b'))?.happened();
    faults.clear();
    expect(faults.injected()).toEqual([{ rule: { ...slow, nth: 2 }, operation: 'put', keys: ['b'] }]);
  });

  test.each<readonly [Partial<FaultRule>, RegExp]>([
    [{ nth: 0 }, /nth is 0, expected 1, 2/],
    [{ times: 0.5 }, /times is 0.5/],
    [{ fault: { kind: 'delay', delayMs: -1 } }, /delayMs is -1/],
    [{ operation: 'list', fault: { kind: 'staleList', writesAgo: 0 } }, /writesAgo is 0/],
    [{ fault: { kind: 'staleList', writesAgo: 1 } }, /staleList is a fault of operation "list", got "put"/],
    [{ fault: { kind: 'keyErrors', code: 'AccessDenied' } }, /keyErrors is a fault of operation "delete"/],
  ])('that could never take effect are refused: %o', (wrong, message) => {
    expect(() => createObjectFaults([{ ...slow, ...wrong }])).toThrow(message);
  });
});
