import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../../../adapters/memory.ts';
import { mutantNamed } from '../../../adapters/mutants/catalog.ts';
import { profileNamed } from '../../../model/profile.ts';
import type { Scenario } from '../../../model/scenario.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../../../model/snapshot/rules.ts';
import { runSync } from '../../execute.ts';
import { newJudge } from '../../judge.ts';
import type { SharedDataProperty, SharedDataStep } from '../../property.ts';
import { sharedDataProperties } from '../../shared-data/properties.ts';
import { pinnedProfile } from '../pins.ts';
import type { Violation } from '../result.ts';
import { sharedDataPins } from './pins.ts';
import type { SharedDataScope } from './scope.ts';
import { sharedDataScopes } from './scopes.ts';
import { searchSharedData } from './search.ts';

const profile = profileNamed(pinnedProfile) ?? expect.fail('no such profile');
const main = profileNamed('starrocks-main') ?? expect.fail('no such profile');
const rules = referenceSnapshotRules;
const properties = sharedDataProperties;

function scopeNamed(name: string): SharedDataScope {
  return sharedDataScopes.find((scope) => scope.name === name) ?? expect.fail(`no scope ${name}`);
}

function propertyNamed(id: string): SharedDataProperty {
  return properties.find((property) => property.id === id) ?? expect.fail(`no property ${id}`);
}

/** The other takes longer than a test may: `tabletproof explore` compares it with its pin. */
const quick = ['retention', 'off-race'];

describe('search of the reference', () => {
  it.each(quick)("finds every state of '%s', and nothing wrong", (name) => {
    const result = searchSharedData({
      scope: scopeNamed(name),
      profile,
      rules,
      properties,
      maxStates: 100_000,
      ends: false,
    });
    expect(result.violations).toEqual([]);
    expect(result.complete).toBe(true);
    const { states, transitions, depth } = result;
    expect({ states, transitions, depth }).toEqual(sharedDataPins.get(name));
  });

  it('has a pin for every scope', () => {
    expect([...sharedDataPins.keys()]).toEqual(sharedDataScopes.map(({ name }) => name));
  });

  it.each(sharedDataScopes)("finds nothing wrong when runs end in '$name'", (scope) => {
    const exercised = new Map<string, number>();
    const result = searchSharedData({ scope: { ...scope, depth: 3 }, profile, rules, properties, maxStates: 1000 });
    expect(result).toMatchObject({ violations: [], complete: true, depth: 3 });
    for (const [id, times] of result.exercised) exercised.set(id, times);
    expect(exercised.get('SN-1')).toBeGreaterThan(0);
  });

  it('says that it is not complete when there are more states than it may visit', () => {
    const options = { scope: scopeNamed('restore'), profile, rules, properties, maxStates: 50, ends: false };
    expect(searchSharedData(options)).toMatchObject({ complete: false, states: 50 });
  });

  it('tells of each depth and each state', () => {
    const scope = { ...scopeNamed('retention'), depth: 2 };
    const depths: number[] = [];
    let left = 0;
    const onDepth = (depth: number): void => void depths.push(depth);
    const onState = (): void => {
      left += 1;
    };
    const result = searchSharedData({
      scope,
      profile,
      rules,
      properties,
      maxStates: 1000,
      ends: false,
      onDepth,
      onState,
    });
    expect(depths).toEqual([0, 1]);
    expect(left).toBeGreaterThan(1);
    expect(left).toBeLessThan(result.states);
  });
});

/** What a judge says of a scenario that replays on the reference as a profile describes it, or on a mutant. */
function replayed(scenario: Scenario, snapshotRules: SnapshotRules, behaviour = profile): readonly string[] {
  const judge = newJudge(properties, profile);
  runSync(memoryAdapter(behaviour, { snapshotRules }), scenario, judge);
  return judge.failures.map(({ property, kind, message }) => `${property} ${kind}: ${message}`);
}

function found(scope: SharedDataScope, property: SharedDataProperty): Violation {
  const options = { scope, profile, behaviour: main, rules, properties: [property], maxStates: 20_000 };
  const { violations } = searchSharedData({ ...options, stopsAt: () => true });
  return violations[0] ?? expect.fail(`nothing found with ${property.id}`);
}

/** Commands of a scenario that are the scope's own, after the prologue and before the epilogue. */
function between({ commands }: Scenario, { prologue = [], epilogue = [] }: SharedDataScope): readonly string[] {
  const own = commands.slice(prologue.length);
  const [first] = epilogue;
  const end = first === undefined ? -1 : own.indexOf(first);
  return (end < 0 ? own : own.slice(0, end)).map((command) => command.do);
}

describe('search of the main branch, judged by the documents', () => {
  const toTheFullFolder = Array.from({ length: 9 }, () => 'advance');
  it.each([
    // Snapshot notes 2.15: the old snapshot goes before the new one is recorded.
    { id: 'SN-3', name: 'retention', isWatched: true, way: [...toTheFullFolder, 'advance'] },
    { id: 'SJ-10', name: 'retention', isWatched: true, way: [...toTheFullFolder, 'advance'] },
    // 1.16: OFF does not end the job, and the next ON shows what became of it.
    { id: 'SN-8', name: 'off-race', way: ['disableSnapshots'] },
    { id: 'SN-9', name: 'off-race', way: ['disableSnapshots', 'enableSnapshots'] },
    // 2.20: what lies on a volume that is gone fails every later job.
    { id: 'SN-14', name: 'off-race', way: ['disableSnapshots', 'enableSnapshots', 'dropVolume'] },
    // 7.9: a folder that lacks something is restored all the same.
    { id: 'RS-6', name: 'restore', way: ['advance', 'advance', 'advance', 'advance', 'restore'] },
  ])('finds the shortest way to break $id', ({ id, name, isWatched = false, way }) => {
    const scope = isWatched ? withoutEnd(scopeNamed(name)) : scopeNamed(name);
    const { scenario, property, kind, message } = found(scope, propertyNamed(id));
    expect(between(scenario, scope)).toEqual(way);
    expect(property).toBe(id);
    expect(replayed(scenario, rules, main)).toContain(`${id} ${kind}: ${message}`);
    expect(replayed(scenario, rules)).toEqual([]);
  });

  it('finds the crash between the end of the old snapshot and the record of the new one', () => {
    const scope = withoutEnd(scopeNamed('retention'));
    const { scenario, kind } = found(scope, onlyAfter('restartFrontend', propertyNamed('SN-3')));
    expect(kind).toBe('nothing listed');
    expect(between(scenario, scope)).toEqual([...toTheFullFolder, 'advance', 'crashFrontend', 'restartFrontend']);
  });
});

/** A scope in which every moment is looked at, and nothing else. */
function withoutEnd({ epilogue: _, ...scope }: SharedDataScope): SharedDataScope {
  return scope;
}

/** The property where it judges what a command of this kind has led to. */
function onlyAfter(kind: string, property: SharedDataProperty): SharedDataProperty {
  if (property.form !== 'always') return property;
  return { ...property, judge: (step, say) => isDone(step, kind) && property.judge(step, say) };
}

function isDone({ command, outcome }: SharedDataStep, kind: string): boolean {
  return command.do === kind && outcome.kind === 'done';
}

describe('search of a mutant', () => {
  it.each([
    { name: 'dropped-volume-poisons', scope: 'off-race' },
    { name: 'deletion-of-a-part-stuck', scope: 'retention' },
    { name: 'history-is-only-in-memory', scope: 'retention' },
    { name: 'snapshot-type-manual', scope: 'retention' },
  ])('finds a counterexample of $name, which replays', ({ name, scope }) => {
    const { snapshotRules = rules, expected } = mutantNamed(name) ?? expect.fail('no such mutant');
    const mine = properties.filter(({ id }) => expected.includes(id));
    const options = { scope: scopeNamed(scope), profile, rules: snapshotRules, properties: mine, maxStates: 5_000 };
    const { violations, complete } = searchSharedData({ ...options, stopsAt: () => true });
    const { scenario, property, kind, message } = violations[0] ?? expect.fail('nothing found');
    expect(complete).toBe(false);
    expect(replayed(scenario, snapshotRules)).toContain(`${property} ${kind}: ${message}`);
    expect(replayed(scenario, rules)).toEqual([]);
  });
});
