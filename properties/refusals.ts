import type { Observation } from '../adapters/adapter.ts';
import type { CommandKind } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import type { Property, Say, Step } from './property.ts';

/** A commit that fails ends its load, so it is judged by WQ-6 alone. */
const kinds: readonly CommandKind[] = [
  'createTable',
  'dropTable',
  'alterWriteQuorum',
  'load',
  'beginLoad',
  'query',
  'addBackend',
  'dropBackend',
  'decommissionBackend',
  'cancelDecommission',
  'setReplicaStatus',
  'setConfig',
  'alterReplicationNum',
  'repairTable',
  'cancelRepair',
  'beginSchemaChange',
  'endSchemaChange',
  'readReplica',
  'showReplicaStatus',
  'showReplicaDistribution',
  'showTablets',
  'showTablet',
  'showStatistic',
  'showProc',
];

/** What holds of every statement: a definite refusal has no effect (R03, R04). */
export const refusalProperties: readonly Property[] = [
  {
    id: 'RF-1',
    title: 'a command that is refused changes nothing that a client can see',
    clauses: ['R03', 'R04'],
    level: 'must',
    suite: 'replication',
    needs: [],
    form: 'outcome',
    on: kinds,
    judge: judgeRefusal,
  },
];

/** A target may name tablets as touched that are what they were. */
function isChanged(before: Observation, after: Observation, index: number): boolean {
  return JSON.stringify(at(before.tablets, index)) !== JSON.stringify(at(after.tablets, index));
}

/** The time that a hint has left runs on, so only which hints there are counts. */
function sameHints(before: Observation, after: Observation): boolean {
  const ids = ({ hints }: Observation): string => hints.map((row) => `${row.Table}/${row.Partition}`).join();
  return before.hints === after.hints || ids(before) === ids(after);
}

function judgeRefusal({ command, outcome, before, after }: Step, say: Say): void {
  if (outcome.kind !== 'refused') return;
  say.exercised();
  const changed = [
    ...(before.tables === after.tables ? [] : ['tables']),
    ...(before.backends === after.backends ? [] : ['backends']),
    ...(after.touched.some((index) => isChanged(before, after, index)) ? ['tablets'] : []),
    ...(before.pending === after.pending && before.running === after.running ? [] : ['tasks']),
    ...(before.slots === after.slots ? [] : ['slots']),
    ...(sameHints(before, after) ? [] : ['repair hints']),
  ];
  if (changed.length === 0) return;
  say.violated('refused with effect', `${command.do} was refused, but changed: ${changed.join(', ')}`);
}
