import * as fc from 'fast-check';
import type { CommandKind, Topology } from '../../model/scenario.ts';
import { alphabet } from '../../properties/generator/emphasis.ts';
import { AddBackendCommand, BackendCommand, FaultCommand, HealCommand } from './backends.ts';
import { AdvanceCommand, PlainCommand, SetConfigCommand, ShowProcCommand } from './cluster.ts';
import { DiskCommand } from './disks.ts';
import { EndLoadCommand, type Into, LoadCommand, QueryCommand } from './loads.ts';
import { type Place, ReplicaCommand, SetReplicaStatusCommand } from './replicas.ts';
import { type Asked, type Named, ShowTabletCommand, StatementCommand } from './statements.ts';
import type { ModelCommand } from './system.ts';
import {
  AlterReplicationNumCommand,
  AlterWriteQuorumCommand,
  CreateTableCommand,
  DropTableCommand,
  SchemaChangeCommand,
  type TableShape,
} from './tables.ts';

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

const settings: readonly (readonly [name: string, value: string])[] = [
  ['tablet_sched_slot_num_per_path', '2'],
  ['tablet_sched_slot_num_per_path', '4'],
  ['tablet_sched_disable_balance', 'true'],
  ['tablet_sched_disable_balance', 'false'],
  ['tablet_sched_max_balancing_tablets', '2'],
  ['tablet_sched_max_scheduling_tablets', '3'],
  ['no_such_item', '1'],
];
const paths: readonly string[] = [
  '/cluster_balance/pending_tablets',
  '/cluster_balance/history_tablets',
  '/cluster_balance/cluster_load_stat/HDD',
  '/nonsense',
];
const percent = fc.constantFrom(0, 30, 60, 80, 95);
const filter = fc.record({
  operator: fc.constantFrom('=', '!='),
  value: fc.constantFrom('OK', 'DEAD', 'MISSING', 'NOPE'),
});
const status = fc.option(filter, { nil: undefined }).map((given) => (given === undefined ? {} : { status: given }));
const order = fc.record({ column: fc.constantFrom('TabletId', 'Version', 'NoSuchColumn'), descending: fc.boolean() });
const page = fc.record(
  { orderBy: fc.array(order, { minLength: 1, maxLength: 2 }), limit: nth, offset: nth },
  { requiredKeys: ['limit'] },
);
const named: fc.Arbitrary<Named> = fc.oneof(
  { weight: 7, arbitrary: fc.constant('none' as const) },
  { weight: 7, arbitrary: fc.nat({ max: 1 }) },
  { weight: 1, arbitrary: fc.constant('nowhere' as const) },
);

function statement(asked: fc.Arbitrary<Asked>): fc.Arbitrary<ModelCommand> {
  return fc.tuple(asked, nth, named).map((drawn) => new StatementCommand(...drawn));
}

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
  ['setConfig', fc.constantFrom(...settings).map(([name, value]) => new SetConfigCommand(name, value))],
  ['repeatReports', nth.map((backend) => new FaultCommand('repeatReports', backend))],
  ['cancelDecommission', nth.map((backend) => new BackendCommand('cancelDecommission', backend))],
  ['readReplica', place.map((drawn) => new ReplicaCommand('readReplica', drawn))],
  ['alterReplicationNum', fc.tuple(nth, nth).map((drawn) => new AlterReplicationNumCommand(...drawn))],
  ['beginSchemaChange', nth.map((table) => new SchemaChangeCommand('beginSchemaChange', table))],
  ['endSchemaChange', nth.map((table) => new SchemaChangeCommand('endSchemaChange', table))],
  ['failDisk', fc.tuple(nth, nth).map(([backend, at]) => new DiskCommand('failDisk', backend, at, 0))],
  ['replaceDisk', fc.tuple(nth, nth).map(([backend, at]) => new DiskCommand('replaceDisk', backend, at, 0))],
  ['fillDisk', fc.tuple(nth, nth, percent).map((drawn) => new DiskCommand('fillDisk', ...drawn))],
  ['changeLeader', fc.constant(new PlainCommand('changeLeader'))],
  ['showStatistic', fc.constant(new PlainCommand('showStatistic'))],
  ['showProc', fc.constantFrom(...paths).map((path) => new ShowProcCommand(path))],
  ['showTablet', fc.tuple(nth, nth, nth).map((drawn) => new ShowTabletCommand(...drawn))],
  ['repairTable', statement(fc.constant({ do: 'repairTable' }))],
  ['cancelRepair', statement(fc.constant({ do: 'cancelRepair' }))],
  ['showReplicaDistribution', statement(fc.constant({ do: 'showReplicaDistribution' }))],
  ['showReplicaStatus', statement(status.map((filter) => ({ do: 'showReplicaStatus', ...filter })))],
  ['showTablets', statement(page.map((asked) => ({ do: 'showTablets', ...asked })))],
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
