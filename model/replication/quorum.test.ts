import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { majorityOf, parseWriteQuorum, quorumSize, type WriteQuorum } from './quorum.ts';

const replicationNum = fc.integer({ min: 1, max: 64 });

describe('quorumSize', () => {
  it('takes more than half for a majority, and no replica more than that', () => {
    fc.assert(
      fc.property(replicationNum, (n) => {
        expect(2 * majorityOf(n)).toBeGreaterThan(n);
        expect(2 * (majorityOf(n) - 1)).toBeLessThanOrEqual(n);
      }),
    );
  });

  it('orders the quorums and stays within the replicas', () => {
    fc.assert(
      fc.property(replicationNum, (n) => {
        const [one, majority, all] = (['ONE', 'MAJORITY', 'ALL'] as const).map((quorum) => quorumSize(n, quorum));
        expect([one, all]).toEqual([1, n]);
        expect(majority).toBeGreaterThanOrEqual(1);
        expect(majority).toBeLessThanOrEqual(n);
      }),
    );
  });

  it('gives what the formula gives for an unknown partition', () => {
    expect(['MAJORITY' as const, 'ONE' as const, 'ALL' as const].map((quorum) => quorumSize(-1, quorum))).toEqual([
      1, 1, -1,
    ]);
  });
});

describe('parseWriteQuorum', () => {
  const written = fc
    .constantFrom<WriteQuorum>('MAJORITY', 'ONE', 'ALL')
    .chain((name) => fc.tuple(fc.constant(name), fc.mixedCase(fc.constant(name))));

  it('does not look at the case', () => {
    fc.assert(
      fc.property(written, ([name, text]) => {
        expect(parseWriteQuorum(text)).toBe(name);
      }),
    );
  });

  it('refuses everything else', () => {
    const others = ['', ' ONE', 'ONE ', 'TWO', 'MAJORITY,ONE', 'MAJOR\u0131TY', '1', 'null', 'constructor'];
    expect(others.map(parseWriteQuorum)).toEqual(others.map(() => undefined));
  });
});
