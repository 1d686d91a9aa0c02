import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Profile, profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { Command, Outcome } from '../../model/scenario.ts';
import { at, toArray } from '../../model/vector.ts';
import type { AsyncAdapter, Observation } from '../adapter.ts';
import { memoryAdapter } from '../memory.ts';
import { type RunningServer, serve } from '../server/serve.ts';
import { drawCommand, drawTopology, seeded } from '../testing/scenarios.ts';
import { connect } from './adapter.ts';

/** The rules of the reference, and those of a system that is wrong in ways that show on the wire. */
const systems = {
  reference: referenceRules,
  wrong: {
    ...referenceRules,
    quorumSize: () => 1,
    publishesFailedLoad: () => true,
    unknownWriteQuorum: () => 'ONE' as const,
  },
};

const cases = (['documented-3.4', 'starrocks-main'] as const).flatMap((profile) =>
  (['reference', 'wrong'] as const).map((system) => ({ profile, system })),
);

describe.each(cases)('$profile, $system', ({ profile: name, system }) => {
  const profile = known(name);
  const rules = systems[system];
  let server: RunningServer;
  let adapter: AsyncAdapter;

  beforeAll(async () => {
    server = await serve({ host: '127.0.0.1', port: 0, profile, rules });
    adapter = await connect(`mysql://root@127.0.0.1:${server.port}/`, { profile, allowDestructive: true });
  });
  afterAll(async () => {
    await adapter.close();
    await server.close();
  });

  const seen = new Set<string>();

  test.each([1, 2, 3, 4])('over the wire a run is what it is in memory (seed %i)', async (seed) => {
    const draw = seeded(seed * 7919);
    const topology = drawTopology(draw);
    const memory = memoryAdapter(profile, rules).open(topology);
    const wire = await adapter.open(topology);
    let before = { memory: memory.observe(), wire: await wire.observe() };
    expect(judged(before.wire)).toEqual(judged(before.memory));
    for (let nth = 0; nth < 70; nth += 1) {
      const command = drawCommand(draw, before.memory, nth);
      const choices = Array.from({ length: draw(6) }, () => draw(7));
      const expected = memory.apply(command, choices);
      const outcome = await wire.apply(command, choices);
      const after = { memory: memory.observe(), wire: await wire.observe() };
      expectSame(worded(outcome), worded(expected), `${nth} ${JSON.stringify(command)}`);
      expectSame(judged(after.wire), judged(after.memory), `${nth} ${JSON.stringify(command)}`);
      expectTouched(before.wire, after.wire, after.memory);
      expectShared(command, before.wire, after.wire);
      remember(seen, command, outcome, after.wire);
      before = after;
    }
    await wire.close();
  });

  test('those runs had something to say', () => {
    const most = [
      'load:loaded',
      'load:refused',
      'query:answered',
      'query:refused',
      'dropTable:done',
      'addBackend:refused',
    ];
    expect([...seen]).toEqual(expect.arrayContaining([...most, 'rows', 'tasks', 'ended', 'dropped']));
    expect(seen.size).toBeGreaterThan(30);
  });

  test('laws answer the same', async () => {
    const memory = memoryAdapter(profile, rules);
    const versions = { version: 3, lastFailedVersion: 4, lastSuccessVersion: 5 };
    const calls = [
      { law: 'quorumSize' as const, args: [4, 'MAJORITY'] },
      { law: 'loadSucceeds' as const, args: [[{ acknowledged: 1, quorum: 2 }]] },
      { law: 'updateVersions' as const, args: [versions, 4, 4, 5] },
      { law: 'isDead' as const, args: [false, 901_000, 900_000] },
      { law: 'quorumSize' as const, args: [4, 'NONSENSE'] },
    ];
    for (const call of calls) expect(await adapter.law(call)).toEqual(memory.law(call));
  });
});

function remember(
  seen: Set<string>,
  command: Command,
  outcome: Outcome,
  { tablets, pending, running, ended }: Observation,
): void {
  seen.add(`${command.do}:${outcome.kind}`);
  if (outcome.kind === 'answered' && outcome.contents.some((content) => content.loads.length > 0)) seen.add('rows');
  if (pending.length + running.length > 0) seen.add('tasks');
  if (ended.length > 0) seen.add('ended');
  if (toArray(tablets).includes(undefined)) seen.add('dropped');
}

/** Compares fast, and explains only what differs. */
function expectSame(found: unknown, expected: unknown, where: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, where).toEqual(expected);
}

/** Everything but what a profile does not print, and lists that are compared otherwise. */
function judged(observation: Observation): unknown {
  const { touched: _touched, indices, tablets, pending, running, ended, ...rest } = observation;
  return {
    ...rest,
    indices: Object.fromEntries(indices),
    tablets: toArray(tablets).map((tablet) =>
      tablet === undefined ? undefined : { ...tablet, replicas: tablet.replicas.map(withoutMainOnly) },
    ),
    tasks: [pending, running, ended].map((rows) => rows.map(withoutMainOnly)),
  };
}

function withoutMainOnly(row: object): unknown {
  const { IsSetBadForce: _force, Medium: _medium, ...rest } = { IsSetBadForce: '', Medium: '', ...row };
  return rest;
}

/** The words of a refusal are the release's on the wire, and the model's in memory. */
function worded(outcome: Outcome): unknown {
  if (outcome.kind === 'refused') return { kind: 'refused' };
  if (outcome.kind !== 'answered') return outcome;
  return {
    ...outcome,
    contents: outcome.contents.map((content) => ({ ...content, loads: [...content.loads].sort() })),
  };
}

/** Exactly the tablets that changed are touched, which memory knows of, too. */
function expectTouched(before: Observation, after: Observation, memory: Observation): void {
  const changed: number[] = [];
  for (let index = 0; index < after.tablets.size; index += 1) {
    const isNew = index >= before.tablets.size;
    if (isNew || at(before.tablets, index) !== at(after.tablets, index)) changed.push(index);
  }
  expect(after.touched).toEqual(changed);
  for (const index of changed) expect(memory.touched).toContain(index);
}

/** What did not change is the same object. */
function expectShared(command: Command, before: Observation, after: Observation): void {
  const quiet = command.do === 'query' || command.do === 'failWrites' || command.do === 'failClones';
  if (!quiet) return;
  expect(after.backends).toBe(before.backends);
  expect(after.tables).toBe(before.tables);
  expect(after.tablets).toBe(before.tablets);
  expect(after.pending).toBe(before.pending);
  expect(after.running).toBe(before.running);
  expect(after.slots).toBe(before.slots);
  expect(after.scheduled).toBe(before.scheduled);
}

function known(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return profile;
}
