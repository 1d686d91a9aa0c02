import type { TabletView } from '../adapters/adapter.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { placeOf } from './ledger.ts';
import {
  addsReplica,
  completeRows,
  nameOfBackend,
  quorumOf,
  removesReplica,
  rowOn,
  tableIn,
  tabletsIn,
  where,
} from './looks.ts';
import type { Property, Say, Step } from './property.ts';
import { repairWatcher } from './settling.ts';

const described = { level: 'must', suite: 'replication', needs: ['advance'] } as const;

/** Properties of clones (R07, R08, R10 to R12; replication notes 5 and 10, CL). */
export const cloneProperties: readonly Property[] = [
  {
    ...described,
    id: 'CL-1',
    title: 'a lagging replica on a living backend is repaired in place and stays the same replica',
    clauses: ['R07'],
    form: 'step',
    of: 'tablet',
    judge: judgeInPlace,
  },
  {
    ...described,
    id: 'CL-2',
    title: 'a lost replica is replaced on a backend that had none of the tablet',
    clauses: ['R08'],
    form: 'step',
    of: 'tablet',
    judge: judgeReplacement,
  },
  {
    ...described,
    id: 'CL-5',
    title: 'a replica whose missing versions were compacted away is repaired all the same',
    clauses: ['R07', 'R08', 'R14'],
    form: 'eventually',
    needs: ['advance', 'compact'],
    start: () =>
      repairWatcher('not repaired after compaction', (step, tablet) => step.ledger.compacted.has(placeOf(tablet))),
  },
  {
    ...described,
    id: 'CL-6',
    title: 'a clone that reports less than the version of its task is not accepted',
    clauses: ['R10', 'R11'],
    form: 'step',
    of: 'tablet',
    judge: judgeAcceptedVersion,
  },
  {
    ...described,
    id: 'CL-7',
    title: 'a replica that is still being copied is neither read nor counted for a load',
    clauses: ['R10', 'R12'],
    form: 'outcome',
    on: ['query', 'load'],
    judge: judgeUnfinishedReplica,
  },
  {
    ...described,
    id: 'CL-9',
    title: 'a full clone that was cancelled or timed out leaves no unfinished replica behind',
    clauses: ['R10', 'R11'],
    form: 'always',
    of: 'tablet',
    judge: judgeLeftover,
  },
];

function endedFor(step: Step, tablet: TabletView): TaskRow[] {
  return step.after.ended.filter((task) => task.TabletId === tablet.tabletId);
}

function isFinishedClone(task: TaskRow): boolean {
  return task.State === 'FINISHED' && task.SrcBe !== '-1' && task.DestBe !== '-1';
}

function judgeInPlace(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined || step.after.ended.length === 0) return;
  const ended = endedFor(step, after);
  if (ended.some((task) => removesReplica(task) || addsReplica(task))) return;
  for (const task of ended.filter(isFinishedClone)) {
    const was = rowOn(before, task.DestBe);
    if (task.Status !== 'VERSION_INCOMPLETE' || was === undefined) continue;
    say.exercised();
    const is = rowOn(after, task.DestBe);
    if (is?.ReplicaId !== was.ReplicaId) {
      say.violated(
        'replica replaced',
        `the lagging replica ${was.ReplicaId} of ${where(after)} became ${is?.ReplicaId ?? 'nothing'} instead of being repaired`,
      );
    }
  }
}

function judgeReplacement(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined) return;
  const ended = endedFor(step, after);
  if (ended.some(removesReplica)) return;
  const running = step.after.running.filter((task) => task.TabletId === after.tabletId);
  for (const task of [...ended.filter(isFinishedClone), ...running]) {
    if (!addsReplica(task) || task.DestBe === '-1') continue;
    const was = rowOn(before, task.DestBe);
    const isNew = after.replicas.some((row) => row.BackendId === task.DestBe && !hasReplica(before, row.ReplicaId));
    if (!isNew) continue;
    say.exercised();
    if (was !== undefined && was.State !== 'CLONE') {
      say.violated(
        'backend reused',
        `the new replica of ${where(after)} is on ${nameOfBackend(step.after, task.DestBe)}, which had one already`,
      );
    }
  }
}

function hasReplica(tablet: TabletView, replicaId: string): boolean {
  return tablet.replicas.some((row) => row.ReplicaId === replicaId);
}

function judgeAcceptedVersion(
  step: Step,
  say: Say,
  before: TabletView | undefined,
  after: TabletView | undefined,
): void {
  if (after === undefined || before === undefined || step.after.ended.length === 0) return;
  const ended = endedFor(step, after);
  const finished = ended.filter(isFinishedClone);
  if (finished.length === 0 || ended.some(removesReplica)) return;
  for (const task of finished) {
    const row = rowOn(after, task.DestBe);
    if (row === undefined || row.State === 'CLONE') continue;
    say.exercised();
    if (row.Version < task.VisibleVer) {
      say.violated(
        'stale clone accepted',
        `the clone of ${where(after)} finished for version ${task.VisibleVer}, but its replica is at ${row.Version}`,
      );
    }
  }
}

function judgeUnfinishedReplica(step: Step, say: Say): void {
  const { command, outcome } = step;
  if (command.do === 'query' && outcome.kind === 'answered') judgeRead(step, say, command.table);
  if (command.do === 'load' && outcome.kind === 'loaded') judgeCount(step, say, command.table, command.partitions);
}

function judgeRead(step: Step, say: Say, table: string): void {
  if (step.outcome.kind !== 'answered') return;
  for (const content of step.outcome.contents) {
    const tablet = tabletsIn(step.before, table, [content.partition])?.[content.bucket];
    if (tablet?.replicas.some((row) => row.State === 'CLONE') !== true) continue;
    say.exercised();
    const expected = step.ledger.acknowledged.get(`${table}/${content.partition}`) ?? [];
    const lost = expected.find((load) => !content.loads.includes(load));
    if (lost !== undefined)
      say.violated(
        'unfinished replica read',
        `while ${where(tablet)} was being copied, a query missed the rows of ${lost}`,
      );
  }
}

function judgeCount(step: Step, say: Say, table: string, partitions: readonly string[]): void {
  const view = tableIn(step.before, table);
  if (view === undefined) return;
  for (const tablet of tabletsIn(step.before, table, partitions) ?? []) {
    const quorum = quorumOf(tablet.replicationNum, view.writeQuorum);
    if (!tablet.replicas.some((row) => row.State === 'CLONE')) continue;
    say.exercised();
    if (completeRows(tablet).length < quorum) {
      say.violated(
        'unfinished replica counted',
        `a load succeeded with ${completeRows(tablet).length} finished complete replicas of ${where(tablet)}, quorum ${quorum}`,
      );
    }
  }
}

function judgeLeftover(step: Step, say: Say, tablet: TabletView | undefined): void {
  const unfinished = tablet?.replicas.filter((row) => row.State === 'CLONE') ?? [];
  const ended = step.after.ended.some((task) => task.TabletId === tablet?.tabletId && addsReplica(task));
  if (tablet === undefined || (unfinished.length === 0 && !ended)) return;
  say.exercised();
  for (const row of unfinished) {
    if (step.command.do === 'changeLeader' || step.ledger.orphans.has(row.ReplicaId)) continue;
    const running = step.after.running.some(
      (task) => task.TabletId === tablet.tabletId && task.DestBe === row.BackendId,
    );
    if (!running)
      say.violated(
        'unfinished replica left',
        `${where(tablet)} has an unfinished replica on backend ${row.BackendId}, but no clone to it runs`,
      );
  }
}
