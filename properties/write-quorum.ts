import type { TabletView, TableView } from '../adapters/adapter.ts';
import type { Command } from '../model/scenario.ts';
import {
  couldStore,
  isVisible,
  isWellFormed,
  judgeSuccess,
  loadingOf,
  targetOf,
  withoutGap,
  writableReplicas,
} from './loading.ts';
import { completeRows, isComplete, nameOfBackend, rowOn, tableIn, where } from './looks.ts';
import type { Say, Step, TabletProperty } from './property.ts';
import { writeQuorumLaws } from './write-quorum-laws.ts';

const described = { level: 'must', suite: 'replication', needs: [] } as const;
const loadKinds = ['load', 'commitLoad'] as const;
/** Properties of write quorum and versions (R02 to R05, R13; replication notes 10, WQ). */
export const writeQuorumProperties: readonly TabletProperty[] = [
  ...writeQuorumLaws,
  {
    ...described,
    id: 'WQ-3',
    title: 'a load that succeeded has its data on a write quorum of every tablet that it wrote',
    clauses: ['R02', 'R03'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) =>
      judgeSuccess(step, say, ({ quorumOf, after }) => {
        const short = after.find((tablet) => completeRows(tablet).length < quorumOf(tablet));
        if (short === undefined) return;
        const holding = completeRows(short).length;
        say.violated(
          'success below quorum',
          `the load succeeded, but ${where(short)} has ${holding} of ${quorumOf(short)} replicas with its data`,
        );
      }),
  },
  {
    ...described,
    id: 'WQ-6',
    title: 'a failed load changes nothing that a client can see, ever',
    clauses: ['R03'],
    form: 'outcome',
    on: ['load', 'commitLoad', 'query', 'readReplica'],
    judge: judgeFailedLoad,
  },
  {
    ...described,
    id: 'WQ-7',
    title: 'after a load every replica that could not store it is behind until it is repaired',
    clauses: ['R05'],
    form: 'outcome',
    on: loadKinds,
    judge: judgeMissedReplicas,
  },
  {
    ...described,
    id: 'WQ-8',
    title: 'a visible load raises the version of its partitions by one, nothing lowers a version',
    clauses: ['R02'],
    form: 'step',
    of: 'all',
    judge: judgeVersions,
  },
  {
    ...described,
    id: 'WQ-10',
    title: 'a replica with a gap does not count towards the quorum, even when it reports success',
    clauses: ['R05'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) =>
      judgeSuccess(step, say, ({ quorumOf, before }) => {
        const short = before.find((tablet) => withoutGap(step, tablet) < quorumOf(tablet));
        if (short === undefined) return;
        say.violated(
          'gap counted',
          `the load succeeded, but only ${withoutGap(step, short)} of ${quorumOf(short)} replicas of ${where(short)} held every earlier version`,
        );
      }),
  },
  {
    ...described,
    id: 'WQ-12',
    title: 'a load that a write quorum of healthy replicas can store succeeds',
    clauses: ['R13'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) => {
      const loading = loadingOf(step);
      if (loading === undefined || !isWellFormed(step, loading)) return;
      const sure = loading.sure();
      if (!loading.before.every((tablet, nth) => (sure[nth] ?? 0) >= loading.quorumOf(tablet))) return;
      say.exercised();
      if (step.outcome.kind === 'refused')
        say.violated(
          'refused with quorum',
          `every tablet has a quorum of healthy replicas, but the load failed: ${step.outcome.message}`,
        );
    },
  },
  {
    ...described,
    id: 'WQ-13',
    title: 'a load with fewer writable replicas than the quorum fails and names the tablet',
    clauses: ['R03', 'R13'],
    form: 'outcome',
    on: ['load'],
    judge: judgeTooFewReplicas,
  },
  {
    ...described,
    id: 'WQ-14',
    title: 'an unknown write_quorum is refused, and the old one is kept',
    clauses: ['R04'],
    form: 'outcome',
    on: ['createTable', 'alterWriteQuorum'],
    judge: judgeUnknownQuorum,
  },
  {
    ...described,
    id: 'WQ-20',
    title: 'one failing replica of three does not fail a load under MAJORITY',
    clauses: ['R03', 'R13'],
    form: 'outcome',
    on: ['load'],
    judge: judgeSingleFailure,
  },
];

function judgeFailedLoad(step: Step, say: Say): void {
  if (step.outcome.kind === 'answered') {
    if (step.ledger.failed.size === 0) return;
    say.exercised();
    for (const content of step.outcome.contents) {
      const ghost = content.loads.find((load) => step.ledger.failed.has(load));
      if (ghost !== undefined)
        say.violated('failed load is read', `a query returned rows of ${ghost}, which had failed`);
    }
    return;
  }
  if (step.outcome.kind !== 'refused') return;
  const loading = loadingOf(step);
  if (loading === undefined) return;
  say.exercised();
  const moved = loading.after.find((tablet, nth) => tablet.visibleVersion !== loading.before[nth]?.visibleVersion);
  if (moved !== undefined)
    say.violated(
      'failed load moved a version',
      `the load failed, but ${where(moved)} is at version ${moved.visibleVersion} now`,
    );
}

function judgeMissedReplicas(step: Step, say: Say): void {
  if (!isVisible(step.outcome)) return;
  const loading = loadingOf(step);
  if (loading === undefined) return;
  for (const [nth, tablet] of loading.before.entries()) {
    const after = loading.after[nth];
    for (const row of tablet.replicas) {
      const backend = nameOfBackend(step.before, row.BackendId);
      if (couldStore(step, backend) || after === undefined) continue;
      say.exercised();
      const now = rowOn(after, row.BackendId);
      if (now?.ReplicaId === row.ReplicaId && isComplete(now, after.visibleVersion)) {
        say.violated(
          'missed load not noticed',
          `${backend} could not store the load, but its replica of ${where(after)} counts as complete`,
        );
      }
    }
  }
}

function judgeVersions(step: Step, say: Say): void {
  if (step.before.tables === step.after.tables) return;
  const loading = isVisible(step.outcome) ? targetOf(step) : undefined;
  step.after.tables.forEach((table, nth) => {
    const same = step.before.tables[nth];
    if (same === table) return;
    const earlier = same?.name === table.name ? same : tableIn(step.before, table.name);
    judgeTableVersions(step, say, loading, earlier, table);
  });
}

function judgeTableVersions(
  step: Step,
  say: Say,
  loading: ReturnType<typeof targetOf>,
  earlier: TableView | undefined,
  table: TableView,
): void {
  for (const { name, first, visibleVersion } of table.partitions) {
    const was = earlier?.partitions.find((other) => other.name === name && other.first === first);
    if (was === undefined) continue;
    say.exercised();
    judgePartition(step, say, loading, `${table.name}.${name}`, was.visibleVersion, visibleVersion);
  }
}

function judgePartition(
  step: Step,
  say: Say,
  loading: { table: string; partitions: readonly string[] } | undefined,
  name: string,
  was: number,
  is: number,
): void {
  if (is < was) {
    say.violated('version fell', `the visible version of ${name} fell from ${was} to ${is}`);
    return;
  }
  const wrote = loading?.partitions.some((partition) => `${loading.table}.${partition}` === name) === true;
  if (step.ledger.waiting.size > 0 || step.outcome.kind === 'indefinite') return;
  if (is !== was + (wrote ? 1 : 0)) {
    const expected = wrote ? 'one load became visible' : 'no load wrote to it';
    say.violated('version skipped', `the visible version of ${name} went from ${was} to ${is}, but ${expected}`);
  }
}

function judgeTooFewReplicas(step: Step, say: Say): void {
  const loading = loadingOf(step);
  if (loading === undefined || step.ledger.labels.has(loading.label)) return;
  const short = loading.before.filter((tablet) => writableReplicas(step, tablet) < loading.quorumOf(tablet));
  if (short.length === 0) return;
  say.exercised();
  if (step.outcome.kind === 'loaded') {
    say.violated(
      'loaded below quorum',
      `the load succeeded, but fewer replicas of ${named(short)} than the quorum can be written`,
    );
  } else if (step.outcome.kind === 'refused') {
    const { message } = step.outcome;
    if (!loading.before.some((tablet) => message.includes(tablet.tabletId))) {
      say.violated('tablet not named', `the load failed without naming the tablet: ${message}`);
    }
  }
}
const knownQuorums = ['MAJORITY', 'ONE', 'ALL'];

function quorumIn(command: Command): { table: string; value: string } | undefined {
  if (command.do === 'alterWriteQuorum') return { table: command.table, value: command.writeQuorum };
  if (command.do !== 'createTable' || command.writeQuorum === undefined) return undefined;
  return { table: command.table, value: command.writeQuorum };
}

function judgeUnknownQuorum(step: Step, say: Say): void {
  const wanted = quorumIn(step.command);
  if (wanted === undefined || knownQuorums.includes(wanted.value.toUpperCase())) return;
  say.exercised();
  if (step.outcome.kind === 'done')
    say.violated('unknown quorum accepted', `write_quorum "${wanted.value}" was accepted`);
  const was = tableIn(step.before, wanted.table)?.writeQuorum;
  const is = tableIn(step.after, wanted.table)?.writeQuorum;
  if (was !== is) say.violated('quorum changed', `write_quorum of ${wanted.table} went from ${was} to ${is}`);
}

function judgeSingleFailure(step: Step, say: Say): void {
  const loading = loadingOf(step);
  const table = loading === undefined ? undefined : tableIn(step.before, loading.table);
  if (loading === undefined || table?.writeQuorum !== 'MAJORITY') return;
  if (!loading.before.every((tablet) => tablet.replicationNum === 3)) return;
  if (!isWellFormed(step, loading)) return;
  const sure = loading.sure();
  if (!sure.every((count) => count >= 2) || sure.every((count) => count === 3)) return;
  say.exercised();
  if (step.outcome.kind === 'refused')
    say.violated(
      'one failure fails the load',
      `two of three replicas are healthy everywhere, but: ${step.outcome.message}`,
    );
}

/** The first of these tablets, for a message. */
function named(tablets: readonly TabletView[]): string {
  const [first] = tablets;
  return first === undefined ? 'a tablet' : where(first);
}
