import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { Backend, Replica, State, Tablet, Task } from '../../model/replication/state.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command } from '../../model/scenario.ts';
import { at, set } from '../../model/vector.ts';
import { openBook } from './book.ts';
import { newFrame } from './frame.ts';
import { keyOf } from './key.ts';
import type { Scope } from './scope.ts';
import { scopes } from './scopes.ts';
import { backendClasses } from './symmetry.ts';

const profile = profileNamed('documented-3.4') ?? expect.fail('no such profile');

function scopeNamed(name: string): Scope {
  return scopes.find((scope) => scope.name === name) ?? expect.fail(`no scope ${name}`);
}

const repair = scopeNamed('repair');
const frame = newFrame(backendClasses(repair), profile);
const first = openBook();

function textOf(state: State): string {
  const { left, right } = keyOf(frame, state, first, 0, false);
  return `${left}/${right}`;
}

interface Move {
  readonly command: Command;
  readonly choice: number;
}

function walk(start: State, moves: readonly Move[]): State {
  return moves.reduce(
    (state, { command, choice }) => step(referenceRules, state, command, (count) => choice % count).state,
    start,
  );
}

function renamed(command: Command, names: ReadonlyMap<string, string>): Command {
  return 'backend' in command ? { ...command, backend: names.get(command.backend) ?? command.backend } : command;
}

/** A state with a clone under way, a lost replica and a load in flight. */
function busyState(): State {
  const place = { table: 't1', partition: 'p1', bucket: 0 } as const;
  const commands: readonly Command[] = [
    { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1'], buckets: 1 },
    { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] },
    { do: 'stallClones', backend: 'b4', on: true },
    { do: 'setReplicaStatus', ...place, backend: 'b1', status: 'bad' },
    { do: 'advance', seconds: 25 },
    { do: 'beginLoad', load: 'l2', table: 't1', partitions: ['p1'] },
    { do: 'loseReplica', ...place, backend: 'b2' },
  ];
  return walk(
    initialState(profile, repair.topology),
    commands.map((command) => ({ command, choice: 0 })),
  );
}

const busy = busyState();
const backend: Backend = busy.backends[0] ?? expect.fail('no backend');
const tablet: Tablet = at(busy.tablets, 0) ?? expect.fail('no tablet');
const replica: Replica = tablet.replicas[0] ?? expect.fail('no replica');
const task: Task = busy.running[0] ?? expect.fail('no clone is running');
const place = { ordinal: 0, backendId: backend.id };

/** For each part of a state another value that the key has to notice, or why it needs none. */
const changes: Readonly<Record<keyof State, Partial<State> | 'constant' | 'counted' | 'never matters again'>> = {
  profile: 'constant',
  databases: 'constant',
  nowMs: { nowMs: busy.nowMs + 1000 },
  config: { config: { ...busy.config, slotsPerPath: 7 } },
  backends: { backends: [{ ...backend, decommissioned: true }, ...busy.backends.slice(1)] },
  tables: { tables: busy.tables.map((table) => ({ ...table, altering: true })) },
  tablets: { tablets: set<Tablet | undefined>(busy.tablets, 0, { ...tablet, replicas: [replica] }) },
  loads: { loads: [] },
  pending: { pending: [{ ...task, state: 'PENDING' }] },
  running: { running: [] },
  history: 'never matters again',
  scheduled: { scheduled: new Set() },
  suspects: { suspects: { size: 0, depth: 0, root: 0 } },
  holdings: 'counted',
  slots: { slots: new Map() },
  balanceSlots: { balanceSlots: new Map() },
  usedBytes: 'counted',
  replicaCounts: 'counted',
  statistics: { statistics: { ...busy.statistics, madeMs: busy.statistics.madeMs - 1000 } },
  hints: { hints: [{ tableId: tablet.tableId, partitionId: 1, untilMs: busy.nowMs + 5 }] },
  moved: { moved: new Map([[0, replica.id]]) },
  abandoned: { abandoned: [task] },
  lost: { lost: [] },
  garbage: { garbage: [place] },
  nextId: 'never matters again',
};

describe('key of a state', () => {
  for (const [part, change] of Object.entries(changes)) {
    if (typeof change === 'string') continue;
    it(`notices ${part}`, () => {
      expect(textOf({ ...busy, ...change })).not.toBe(textOf(busy));
    });
  }

  const replicaChanges: readonly Partial<Replica>[] = [
    { version: 9 },
    { lastFailedVersion: 9 },
    { lastSuccessVersion: 9 },
    { state: 'DECOMMISSION' },
    { bad: !replica.bad },
    { setBadForce: !replica.setBadForce },
    { tooFarBehind: !replica.tooFarBehind },
    { furtherRepairUntilMs: busy.nowMs + 5 },
    { backendId: busy.backends[3]?.id ?? -1 },
  ];
  it.each(replicaChanges)('notices %o of a replica', (change) => {
    const replicas = [{ ...replica, ...change }, ...tablet.replicas.slice(1)];
    expect(textOf({ ...busy, tablets: set<Tablet | undefined>(busy.tablets, 0, { ...tablet, replicas }) })).not.toBe(
      textOf(busy),
    );
  });

  it('forgets when it is, apart from where daemons are in their rounds', () => {
    const empty = initialState(profile, repair.topology);
    const later = walk(empty, [{ command: { do: 'advance', seconds: 80 }, choice: 0 }]);
    const evenLater = walk(later, [{ command: { do: 'advance', seconds: 20 }, choice: 0 }]);
    expect(textOf(later)).toBe(textOf(evenLater));
  });

  it('is the same when backends that are alike change places', () => {
    const letters = repair.alphabet.flatMap(({ commands }) => commands);
    const move = fc.record({ command: fc.constantFrom(...letters), choice: fc.constant(0) });
    const swap = new Map([
      ['b2', 'b4'],
      ['b4', 'b2'],
    ]);
    const start = initialState(profile, repair.topology);
    const b = ['b1', 'b2', 'b3', 'b4'];
    const mirrored = initialState(profile, {
      backends: b.map((name) => ({ name: swap.get(name) ?? name, disks: repair.topology.backends[0]?.disks ?? [] })),
    });
    fc.assert(
      fc.property(fc.array(move, { minLength: 5, maxLength: 25 }), (moves) => {
        const other = moves.map(({ command, choice }) => ({ command: renamed(command, swap), choice }));
        return textOf(walk(start, moves)) === textOf(walk(mirrored, other));
      }),
      { numRuns: 200 },
    );
  });
});
