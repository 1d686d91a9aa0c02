import type { PartitionView } from '../adapters/adapter.ts';
import type { Command, CreateTable } from '../model/scenario.ts';
import { partitionKey } from './ledger.ts';
import { isVisible, isWellFormed, loadingOf } from './loading.ts';
import { completeRows, quorumOf, tableIn, where } from './looks.ts';
import type { Say, Step, TabletProperty, Watcher } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: [] } as const;

/** Properties of what write_quorum and replication_num are set to (R01, R03, R04; replication notes 1a and 10, WQ). */
export const quorumValueProperties: readonly TabletProperty[] = [
  {
    ...described,
    id: 'WQ-15',
    title: 'a write_quorum in other letters means the same, wherever it is taken',
    clauses: ['R04'],
    form: 'eventually',
    start: watchCaseVariants,
  },
  {
    ...described,
    id: 'WQ-19',
    title: 'the write quorum of a partition follows from its own number of replicas',
    clauses: ['R03', 'R04'],
    form: 'outcome',
    on: ['alterReplicationNum', 'load', 'commitLoad'],
    judge: (step, say) =>
      step.command.do === 'alterReplicationNum' ? judgeAlteration(step, say) : judgeOwnNumber(step, say),
  },
];

const knownQuorums = ['MAJORITY', 'ONE', 'ALL'];

/** A known value that is not in upper case, where a command gives one. */
function variantIn(command: Command): { readonly table: string; readonly text: string } | undefined {
  if (command.do !== 'createTable' && command.do !== 'alterWriteQuorum') return undefined;
  const { table, writeQuorum: text } = command;
  const isVariant = text !== undefined && !knownQuorums.includes(text) && knownQuorums.includes(text.toUpperCase());
  return isVariant ? { table, text } : undefined;
}

/** Other letters may be refused (replication notes 9, row 7), but then everywhere. */
function watchCaseVariants(): Watcher {
  const taken = new Set<string>();
  const refused = new Set<string>();
  return (step, say) => {
    const variant = variantIn(step.command);
    if (variant === undefined) return;
    const { outcome } = step;
    if (outcome.kind === 'done') {
      say.exercised();
      taken.add(step.command.do);
      judgeMeaning(step, say, variant.table, variant.text);
    } else if (outcome.kind === 'refused' && isOtherwiseFine(step)) {
      say.exercised();
      refused.add(step.command.do);
    }
    if (taken.size > 0 && refused.size > 0)
      say.violated(
        'taken in one place only',
        `write_quorum "${variant.text}" is taken by ${[...taken].join()} and refused by ${[...refused].join()}`,
      );
  };
}

function judgeMeaning(step: Step, say: Say, table: string, text: string): void {
  const is = tableIn(step.after, table)?.writeQuorum;
  if (is !== undefined && is !== text.toUpperCase())
    say.violated('another quorum', `write_quorum "${text}" of ${table} was accepted as ${is}`);
}

/** Whether nothing but the value can have been the reason of a refusal. */
function isOtherwiseFine({ command, before }: Step): boolean {
  if (command.do === 'alterWriteQuorum') return tableIn(before, command.table) !== undefined;
  return (
    command.do === 'createTable' &&
    isCreatable(command, before.backends.filter(isAvailable).length) &&
    tableIn(before, command.table) === undefined
  );
}

function isAvailable({ alive, decommissioned, disks }: Step['before']['backends'][number]): boolean {
  return alive && !decommissioned && disks.some(({ online }) => online);
}

function isCreatable({ replicationNum, buckets, partitions }: CreateTable, available: number): boolean {
  return replicationNum >= 1 && replicationNum <= available && buckets >= 1 && partitions.length > 0;
}

function judgeAlteration({ command, outcome, before, after }: Step, say: Say): void {
  if (command.do !== 'alterReplicationNum' || outcome.kind !== 'done') return;
  const was = tableIn(before, command.table)?.partitions ?? [];
  say.exercised();
  for (const partition of tableIn(after, command.table)?.partitions ?? []) {
    const isMeant = command.partition === undefined || command.partition === partition.name;
    const expected = isMeant ? command.replicationNum : numberOf(was, partition.name);
    if (expected === undefined || partition.replicationNum === expected) continue;
    say.violated(
      'number of another partition',
      `partition ${partition.name} of ${command.table} has replication_num ${partition.replicationNum} instead of ${expected}`,
    );
  }
}

function numberOf(partitions: readonly PartitionView[], name: string): number | undefined {
  return partitions.find((partition) => partition.name === name)?.replicationNum;
}

/** The number that the client has asked for counts, not the one that the target shows. */
function judgeOwnNumber(step: Step, say: Say): void {
  const loading = loadingOf(step);
  const table = loading === undefined ? undefined : tableIn(step.before, loading.table);
  if (loading === undefined || table === undefined) return;
  const own = loading.before.map(
    (tablet) => step.ledger.replicationNums.get(partitionKey(tablet.table, tablet.partition)) ?? tablet.replicationNum,
  );
  if (own.every((number) => number === table.replicationNum)) return;
  const quorums = own.map((number) => quorumOf(number, table.writeQuorum));
  say.exercised();
  if (isVisible(step.outcome)) {
    const short = loading.after.find((tablet, nth) => completeRows(tablet).length < (quorums[nth] ?? 0));
    if (short !== undefined)
      say.violated(
        'quorum of another number',
        `the load succeeded with ${completeRows(short).length} replicas of ${where(short)}`,
      );
  } else if (step.outcome.kind === 'refused' && isWellFormed(step, loading)) {
    if (loading.sure().every((count, nth) => count >= (quorums[nth] ?? 0)))
      say.violated(
        'refused by another number',
        `every tablet has a quorum of the replicas of its own partition, but: ${step.outcome.message}`,
      );
  }
}
