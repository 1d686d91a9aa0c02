import { describe, expect, it } from 'vitest';
import { asksForLocation, ensuresReplicaHa, matchingLocation } from './location.ts';

const at = (key: string, value: string) => ({ location: { [key]: value } });
const cluster = [at('rack', 'r1'), at('rack', 'r1'), at('rack', 'r2'), at('region', 'west'), { location: {} }, {}];

describe('matchingLocation', () => {
  it('takes the values asked for, or any', () => {
    const backend = at('rack', 'r1');
    const asked = [{ rack: ['r1'] }, { rack: ['r2', '*'] }, { '*': ['*'] }, { rack: ['r2'] }, { region: ['*'] }];
    const location = 'rack:r1';
    expect(asked.map((required) => matchingLocation(backend, required))).toEqual([
      location,
      location,
      location,
      undefined,
      undefined,
    ]);
  });

  it('never takes a backend without a label, nor a name that objects have anyway', () => {
    expect(matchingLocation({}, { '*': ['*'] })).toBeUndefined();
    expect(matchingLocation({ location: {} }, { '*': ['*'] })).toBeUndefined();
    expect(matchingLocation(at('constructor', 'x'), { rack: ['*'] })).toBeUndefined();
  });
});

describe('ensuresReplicaHa', () => {
  it('asks for nothing when no location is asked for', () => {
    expect([undefined, {}].map((required) => asksForLocation(required))).toEqual([false, false]);
    expect([undefined, {}].map((required) => ensuresReplicaHa(1, required, cluster))).toEqual([false, false]);
  });

  it.each([
    [{ rack: ['r1', 'elsewhere'] }, 2],
    [{ rack: ['*'] }, 2],
    [{ rack: ['r1'], region: ['*'] }, 2],
    [{ '*': ['*'] }, 3],
  ])('counts for %j the %i locations that it names', (required, locations) => {
    expect(ensuresReplicaHa(locations, required, cluster)).toBe(true);
    expect(ensuresReplicaHa(locations + 1, required, cluster)).toBe(false);
  });
});
