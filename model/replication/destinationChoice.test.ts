import { describe, expect, it } from 'vitest';
import type { PathFacts } from './clusterLoad.ts';
import { chooseDestination, type DestinationCandidate, type DestinationRequest } from './destinationChoice.ts';
import { SOFT_LIMIT } from './diskFit.ts';
import type { BackendFacts } from './health.ts';
import { fittingPath, replacesLostReplica } from './pathChoice.ts';

const TIB = 2 ** 40;

function path(pathHash: string, facts: Partial<PathFacts> = {}): PathFacts {
  return { pathHash, medium: 'HDD', totalBytes: TIB, usedBytes: 0, online: true, ...facts };
}

function backend(id: string, facts: Partial<BackendFacts> = {}): BackendFacts {
  return { id, host: `host-${id}`, alive: true, decommissioned: false, downMs: 0, ...facts };
}

function candidate(id: string, paths: readonly PathFacts[], facts: Partial<BackendFacts> = {}): DestinationCandidate {
  return { backend: backend(id, facts), available: true, paths };
}

const request: DestinationRequest = {
  tabletBytes: 1,
  medium: 'HDD',
  anyMedium: true,
  holders: [],
  newLocation: undefined,
};

function chosen(
  candidates: readonly DestinationCandidate[],
  more: Partial<DestinationRequest> = {},
  busy: readonly string[] = [],
): string {
  const isFree = ({ path: { pathHash } }: { readonly path: PathFacts }) => !busy.includes(pathHash);
  const found = chooseDestination({ ...request, ...more }, candidates, SOFT_LIMIT, isFree);
  return typeof found === 'string' ? found : found.path.pathHash;
}

describe('fittingPath', () => {
  const paths = [
    path('full', { usedBytes: TIB }),
    path('half', { usedBytes: TIB / 2 }),
    path('ssd', { medium: 'SSD' }),
  ];

  it('is the emptiest of the right medium before any other', () => {
    expect(fittingPath([...paths, path('new')], request, SOFT_LIMIT)?.pathHash).toBe('new');
    expect(fittingPath(paths, request, SOFT_LIMIT)?.pathHash).toBe('half');
  });

  it('is of another medium only if that is allowed', () => {
    const full = [path('full', { usedBytes: TIB }), path('ssd', { medium: 'SSD' })];
    expect(fittingPath(full, request, SOFT_LIMIT)?.pathHash).toBe('ssd');
    expect(fittingPath(full, { ...request, anyMedium: false }, SOFT_LIMIT)).toBeUndefined();
  });

  it('leaves the given paths in their order', () => {
    fittingPath(paths, request, SOFT_LIMIT);
    expect(paths.map(({ pathHash }) => pathHash)).toEqual(['full', 'half', 'ssd']);
  });

  it('is only of any medium at all costs when a replica is lost', () => {
    const placed = ['REPLICA_RELOCATING', 'LOCATION_MISMATCH'] as const;
    expect(placed.map(replacesLostReplica)).toEqual([false, false]);
    expect(replacesLostReplica('REPLICA_MISSING')).toBe(true);
  });
});

describe('chooseDestination', () => {
  const two = [candidate('1', [path('a')]), candidate('2', [path('b')])];

  it('takes the first backend with a free path', () => {
    expect(chosen(two)).toBe('a');
    expect(chosen(two, {}, ['a'])).toBe('b');
  });

  it('prefers a free path of the right medium on a later backend', () => {
    const mixed = [candidate('1', [path('ssd', { medium: 'SSD' })]), candidate('2', [path('hdd')])];
    expect(chosen(mixed)).toBe('hdd');
  });

  it('takes a free path of another medium rather than wait for a busy one', () => {
    const mixed = [candidate('1', [path('hdd')]), candidate('2', [path('ssd', { medium: 'SSD' })])];
    expect(chosen(mixed, {}, ['hdd'])).toBe('ssd');
    expect(chosen(mixed, { anyMedium: false }, ['hdd'])).toBe('pathsBusy');
  });

  it('asks each backend for one path only', () => {
    expect(chosen([candidate('1', [path('a'), path('b', { usedBytes: 1 })])], {}, ['a'])).toBe('pathsBusy');
  });

  it('says whether waiting helps', () => {
    expect(chosen(two, {}, ['a', 'b'])).toBe('pathsBusy');
    expect(chosen([])).toBe('noPath');
    expect(chosen([candidate('1', [path('a', { online: false })])])).toBe('noPath');
  });

  it('passes over backends that are not available and hosts that hold a replica', () => {
    expect(chosen([{ ...candidate('1', [path('a')]), available: false }])).toBe('noPath');
    expect(chosen(two, { holders: [backend('9', { host: 'host-1' })] })).toBe('b');
    expect(chosen(two, { holders: [undefined] })).toBe('a');
  });

  it('finds a location that no replica has, if one is asked for', () => {
    const racks = [
      candidate('1', [path('a')], { location: { rack: 'r1' } }),
      candidate('2', [path('b')]),
      candidate('3', [path('c')], { location: { rack: 'r2' } }),
    ];
    const holders = [backend('9', { location: { rack: 'r1' } })];
    expect(chosen(racks, { holders })).toBe('a');
    expect(chosen(racks, { holders, newLocation: { rack: ['*'] } })).toBe('c');
    expect(chosen(racks, { holders, newLocation: { rack: ['r1'] } })).toBe('noPath');
  });
});
