import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Profile, profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { Command, CommandKind, Outcome } from '../../model/scenario.ts';
import { at, toArray } from '../../model/vector.ts';
import { bytes } from '../../model/views/columns.ts';
import { type AsyncAdapter, type BackendView, commandKinds, type Observation } from '../adapter.ts';
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

/** As long a run as shows most of what there is. */
const commandsOfRun = 100;

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

  test.each([1, 2, 3, 4, 5, 6])('over the wire a run is what it is in memory (seed %i)', async (seed) => {
    const draw = seeded(seed * 7919);
    const topology = drawTopology(draw);
    const memory = memoryAdapter(profile, { rules }).open(topology);
    const wire = await adapter.open(topology);
    let before = { memory: memory.observe(), wire: await wire.observe() };
    expect(judged(before.wire, profile)).toEqual(judged(before.memory, profile));
    for (let nth = 0; nth < commandsOfRun; nth += 1) {
      const command = drawCommand(draw, before.memory, nth);
      const choices = Array.from({ length: draw(6) }, () => draw(7));
      const expected = memory.apply(command, choices);
      const outcome = await wire.apply(command, choices);
      const after = { memory: memory.observe(), wire: await wire.observe() };
      expectSame(worded(outcome), worded(expected), `${nth} ${JSON.stringify(command)}`);
      expectSame(judged(after.wire, profile), judged(after.memory, profile), `${nth} ${JSON.stringify(command)}`);
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
      'readReplica:answered',
      'repairTable:done',
      'alterReplicationNum:done',
      'changeLeader:done',
      'repairTable:refused',
    ];
    const listed = commandKinds.filter((kind) => kind.startsWith('show')).map((kind) => `${kind}:listed`);
    const views = ['rows', 'tasks', 'ended', 'dropped', 'hints', 'load', 'altering', 'broken disk', 'SSD', 'partition'];
    expect([...most, ...listed, ...views].filter((wanted) => !seen.has(wanted))).toEqual([]);
    expect(seen.size).toBeGreaterThan(60);
  });

  test('laws answer the same', async () => {
    const memory = memoryAdapter(profile, { rules });
    const versions = { version: 3, lastFailedVersion: 4, lastSuccessVersion: 5 };
    const calls = [
      { law: 'quorumSize' as const, args: [4, 'MAJORITY'] },
      { law: 'loadSucceeds' as const, args: [[{ acknowledged: 1, quorum: 2 }]] },
      { law: 'updateVersions' as const, args: [versions, 4, 4, 5] },
      { law: 'isDead' as const, args: [false, 901_000, 900_000] },
      { law: 'quorumSize' as const, args: [4, 'NONSENSE'] },
      { law: 'raisePriority' as const, args: ['LOW', 'NORMAL'] },
      { law: 'timeoutMs' as const, args: [10 ** 12, 180_000, 7_200_000] },
      { law: 'clampSlots' as const, args: [1] },
      { law: 'capacityCoefficient' as const, args: [0.6, 0.75] },
    ];
    for (const call of calls) expect(await adapter.law(call)).toEqual(memory.law(call));
  });
});

function remember(
  seen: Set<string>,
  command: Command,
  outcome: Outcome,
  { tablets, pending, running, ended, hints, load, tables, backends }: Observation,
): void {
  seen.add(`${command.do}:${outcome.kind}`);
  if (outcome.kind === 'answered' && outcome.contents.some((content) => content.loads.length > 0)) seen.add('rows');
  if (pending.length + running.length > 0) seen.add('tasks');
  if (ended.length > 0) seen.add('ended');
  if (toArray(tablets).includes(undefined)) seen.add('dropped');
  if (hints.length > 0) seen.add('hints');
  if (load.HDD.length > 0) seen.add('load');
  if (tables.some((table) => table.altering)) seen.add('altering');
  if (tables.some((table) => table.medium === 'SSD')) seen.add('SSD');
  if (backends.some(({ disks }) => disks.some((disk) => !disk.online))) seen.add('broken disk');
  const isAltered = (table: Observation['tables'][number]): boolean =>
    table.partitions.some((partition) => partition.replicationNum !== table.replicationNum);
  if (tables.some(isAltered)) seen.add('partition');
}

/** Compares fast, and explains only what differs. */
function expectSame(found: unknown, expected: unknown, where: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, where).toEqual(expected);
}

/** Everything but what a profile does not print, and lists that are compared otherwise. */
function judged(observation: Observation, profile: Profile): unknown {
  const { touched: _touched, indices, tablets, pending, running, ended, backends, load, ...rest } = observation;
  return {
    ...rest,
    indices: Object.fromEntries(indices),
    backends: backends.map((backend) => printed(backend, profile)),
    load: [load.HDD, load.SSD].map((rows) => rows.map(withoutMainOnly)),
    tablets: toArray(tablets).map((tablet) =>
      tablet === undefined ? undefined : { ...tablet, replicas: tablet.replicas.map(withoutMainOnly) },
    ),
    tasks: [pending, running, ended].map((rows) => rows.map(withoutMainOnly)),
  };
}

/** Amounts of storage come over the wire with three decimals. */
function printed(backend: BackendView, profile: Profile): unknown {
  const rounded = (amount: number) => bytes.decode(bytes.encode(amount, profile))?.value;
  const disks = backend.disks.map((disk) => ({
    ...disk,
    totalBytes: rounded(disk.totalBytes),
    freeBytes: rounded(disk.freeBytes),
  }));
  return { ...backend, disks, freeBytes: rounded(backend.freeBytes) };
}

function withoutMainOnly(row: object): unknown {
  const {
    IsSetBadForce: _force,
    Medium: _medium,
    BackendDiskBalanceStat: _balance,
    ...rest
  } = { IsSetBadForce: '', Medium: '', BackendDiskBalanceStat: '', ...row };
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

/** Kinds of commands that change nothing that is observed. */
const quiet: readonly CommandKind[] = [
  'query',
  'readReplica',
  'failWrites',
  'failClones',
  'repeatReports',
  ...commandKinds.filter((kind) => kind.startsWith('show')),
];

/** What did not change is the same object. */
function expectShared(command: Command, before: Observation, after: Observation): void {
  if (!quiet.includes(command.do)) return;
  expect(after.backends).toBe(before.backends);
  expect(after.tables).toBe(before.tables);
  expect(after.tablets).toBe(before.tablets);
  expect(after.pending).toBe(before.pending);
  expect(after.running).toBe(before.running);
  expect(after.slots).toBe(before.slots);
  expect(after.scheduled).toBe(before.scheduled);
  expect(after.hints).toBe(before.hints);
  expect(after.load).toBe(before.load);
}

function known(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return profile;
}
