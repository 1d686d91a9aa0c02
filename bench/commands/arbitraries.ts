import * as fc from 'fast-check';
import type { CommandKind, Topology } from '../../model/scenario.ts';
import { alphabet } from '../../properties/generator/alphabet.ts';
import { AddBackendCommand, BackendCommand, FaultCommand, HealCommand } from './backends.ts';
import { AdvanceCommand, SetSlotsCommand } from './cluster.ts';
import { EndLoadCommand, type Into, LoadCommand, QueryCommand } from './loads.ts';
import { type Place, ReplicaCommand, SetReplicaStatusCommand } from './replicas.ts';
import type { ModelCommand } from './system.ts';
import { AlterWriteQuorumCommand, CreateTableCommand, DropTableCommand, type TableShape } from './tables.ts';

/** Stands for one of the things that there are when the command runs. */
const nth = fc.nat({ max: 11 });
const place: fc.Arbitrary<Place> = fc.tuple(nth, nth, nth, nth);

/** One number stands for the eight decisions that a command may leave open. */
const choices = fc
  .nat({ max: 2 ** 24 - 1 })
  .map((drawn) => Array.from({ length: 8 }, (_, at) => (drawn >> (3 * at)) & 7));

const into: fc.Arbitrary<Into> = fc.oneof(
  { weight: 26, arbitrary: fc.constant('all' as const) },
  { weight: 13, arbitrary: fc.nat({ max: 1 }) },
  { weight: 1, arbitrary: fc.constant('nowhere' as const) },
);

const writeQuorum = fc.constantFrom('MAJORITY', 'MAJORITY', 'ONE', 'ALL', 'all', 'HALF', '');
const shape: fc.Arbitrary<TableShape> = fc.record({
  replicas: fc.nat({ max: 20 }),
  partitions: fc.constantFrom(['p1'], ['p1'], ['p1', 'p2']),
  buckets: fc.integer({ min: 1, max: 3 }),
  writeQuorum: fc.option(writeQuorum, { nil: undefined, freq: 1 }),
});
const seconds = fc.constantFrom(1, 1, 2, 3, 5, 5, 10, 20, 20, 25, 40, 60, 200);

/** What draws the commands of each kind. */
export const commandArbitraries: ReadonlyMap<CommandKind, fc.Arbitrary<ModelCommand>> = new Map<
  CommandKind,
  fc.Arbitrary<ModelCommand>
>([
  ['advance', fc.tuple(seconds, choices).map((drawn) => new AdvanceCommand(...drawn))],
  ['load', fc.tuple(nth, into).map((drawn) => new LoadCommand('load', ...drawn))],
  ['query', fc.tuple(nth, choices).map((drawn) => new QueryCommand(...drawn))],
  ['beginLoad', fc.tuple(nth, into).map((drawn) => new LoadCommand('beginLoad', ...drawn))],
  ['commitLoad', nth.map((load) => new EndLoadCommand('commitLoad', load))],
  ['abortLoad', nth.map((load) => new EndLoadCommand('abortLoad', load))],
  ['createTable', fc.tuple(shape, choices).map((drawn) => new CreateTableCommand(...drawn))],
  ['alterWriteQuorum', fc.tuple(nth, writeQuorum).map((drawn) => new AlterWriteQuorumCommand(...drawn))],
  ['dropTable', nth.map((table) => new DropTableCommand(table))],
  ['crashBackend', nth.map((backend) => new BackendCommand('crashBackend', backend))],
  ['restartBackend', nth.map((backend) => new BackendCommand('restartBackend', backend))],
  ['addBackend', fc.constant(new AddBackendCommand())],
  ['dropBackend', nth.map((backend) => new BackendCommand('dropBackend', backend))],
  ['decommissionBackend', nth.map((backend) => new BackendCommand('decommissionBackend', backend))],
  ['failWrites', nth.map((backend) => new FaultCommand('failWrites', backend))],
  ['failClones', nth.map((backend) => new FaultCommand('failClones', backend))],
  ['stallClones', nth.map((backend) => new FaultCommand('stallClones', backend))],
  ['stallPublish', nth.map((backend) => new FaultCommand('stallPublish', backend))],
  ['loseReplica', place.map((drawn) => new ReplicaCommand('loseReplica', drawn))],
  ['compact', place.map((drawn) => new ReplicaCommand('compact', drawn))],
  [
    'setReplicaStatus',
    fc
      .tuple(place, fc.constantFrom('bad', 'bad', 'bad', 'ok', 'DEAD'))
      .map((drawn) => new SetReplicaStatusCommand(...drawn)),
  ],
  ['setConfig', fc.constantFrom('2', '3', '4').map((slots) => new SetSlotsCommand(slots))],
  ['heal', fc.constant(new HealCommand())],
]);

/** All commands, as often as the campaign draws them, so that both do work of the same kind. */
export function anyCommand(): fc.Arbitrary<ModelCommand> {
  return fc.oneof(
    ...alphabet.flatMap(({ kind, weight }) => {
      const arbitrary = commandArbitraries.get(kind);
      return arbitrary === undefined ? [] : [{ weight, arbitrary }];
    }),
  );
}

const disk = fc.record({ medium: fc.constantFrom('HDD', 'HDD', 'SSD'), totalBytes: fc.constant(1_099_511_627_776) });

/** Clusters of three to six backends with one or two disks. */
export const topology: fc.Arbitrary<Topology> = fc
  .array(fc.array(disk, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 6 })
  .map((backends) => ({ backends: backends.map((disks, index) => ({ name: `b${index + 1}`, disks })) }));
