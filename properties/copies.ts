import type { TabletView } from '../adapters/adapter.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';
import { mayBeLost, partitionKey } from './ledger.ts';
import { isVisible, targetOf } from './loading.ts';
import {
  addsReplica,
  backendNamed,
  isComplete,
  nameOfBackend,
  rowOn,
  tabletsIn,
  tabletWithId,
  where,
} from './looks.ts';
import type { Say, Step, TabletProperty, Watcher } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['readReplica'] } as const;

/** Properties of what copies really hold, judged by reading single replicas (R05, R07, R10; replication notes 5 and 10, CL). */
export const copyProperties: readonly TabletProperty[] = [
  {
    ...described,
    id: 'CL-3',
    title: 'a clone that has finished has brought everything that its source held',
    clauses: ['R10'],
    form: 'eventually',
    start: watchCloned,
  },
  {
    ...described,
    id: 'CL-4',
    title: 'replicas of a tablet read the same, however they were repaired',
    clauses: ['R07', 'R08'],
    form: 'eventually',
    start: watchEquality,
  },
  {
    ...described,
    id: 'CL-8',
    title: 'what is loaded during a clone is there afterwards, or the replica counts as behind',
    clauses: ['R10'],
    form: 'eventually',
    start: watchLoadedMeanwhile,
  },
  {
    ...described,
    id: 'CL-10',
    title: 'a replica really holds the version that is recorded of it',
    clauses: ['R05', 'R10'],
    form: 'outcome',
    on: ['readReplica'],
    judge: (step, say) => {
      const reading = readingOf(step);
      if (reading === undefined) return;
      say.exercised();
      judgeReading(step, say, reading, 'recorded but not there');
    },
  },
  {
    ...described,
    id: 'CL-12',
    title: 'a tablet that moves twice in quick succession keeps its data',
    clauses: ['R10', 'R11'],
    form: 'eventually',
    start: watchMoves,
  },
];

/** A replica that was read and that is sound as far as both the target and the kit know. */
interface Reading {
  readonly tablet: TabletView;
  readonly row: ReplicaStatusRow;
  /** What was acknowledged as visible in its partition. */
  readonly expected: readonly string[];
  /** What it returned; undefined when it was refused. */
  readonly loads: readonly string[] | undefined;
}

function readingOf(step: Step): Reading | undefined {
  const { command, outcome, before, ledger } = step;
  if (command.do !== 'readReplica' || outcome.kind === 'indefinite') return undefined;
  const tablet = tabletsIn(before, command.table, [command.partition])?.[command.bucket];
  const backend = backendNamed(before, command.backend);
  const row = rowOn(tablet, backend?.id ?? '');
  if (tablet === undefined || row === undefined || backend?.alive !== true || row.State !== 'NORMAL') return undefined;
  if (row.Status !== 'OK' || !isComplete(row, tablet.visibleVersion)) return undefined;
  if (ledger.crashed.has(backend.name) || mayBeLost(ledger, tablet, backend.name)) return undefined;
  const expected = ledger.acknowledged.get(partitionKey(command.table, command.partition)) ?? [];
  const [content] = outcome.kind === 'answered' ? outcome.contents : [];
  return { tablet, row, expected, loads: content?.loads };
}

/** What is wrong with a reading, or undefined. */
function judgeReading(step: Step, say: Say, { tablet, row, expected, loads }: Reading, kind: string): void {
  const name = nameOfBackend(step.before, row.BackendId);
  if (loads === undefined) {
    const reason = step.outcome.kind === 'refused' ? step.outcome.message : 'no content';
    say.violated(
      'sound replica not readable',
      `the replica of ${where(tablet)} on ${name} is recorded as complete, but: ${reason}`,
    );
    return;
  }
  const missing = expected.find((label) => !loads.includes(label));
  if (missing !== undefined)
    say.violated(
      kind,
      `the replica of ${where(tablet)} on ${name} is recorded as complete, but lacks the rows of ${missing}`,
    );
  const twice = loads.find((label, nth) => loads.indexOf(label) !== nth);
  if (twice !== undefined)
    say.violated('rows twice', `the replica of ${where(tablet)} on ${name} returns the rows of ${twice} twice`);
}

function isFinishedClone(task: TaskRow): boolean {
  return task.State === 'FINISHED' && task.SrcBe !== '-1' && task.DestBe !== '-1' && task.SrcBe !== task.DestBe;
}

/** Clones that have finished in this step, with the replica that each has made or repaired. */
function finishedIn({ after }: Step): { readonly task: TaskRow; readonly replicaId: string }[] {
  return after.ended.filter(isFinishedClone).flatMap((task) => {
    const row = rowOn(tabletWithId(after, task.TabletId), task.DestBe);
    return row === undefined ? [] : [{ task, replicaId: row.ReplicaId }];
  });
}

function watchCloned(): Watcher {
  const cloned = new Set<string>();
  return (step, say) => {
    for (const { replicaId } of finishedIn(step)) cloned.add(replicaId);
    const reading = readingOf(step);
    if (reading === undefined || !cloned.has(reading.row.ReplicaId)) return;
    say.exercised();
    judgeReading(step, say, reading, 'clone incomplete');
  };
}

/** What was read of a tablet at one version. */
interface Read {
  readonly version: number;
  readonly backend: string;
  readonly replicaId: string;
  readonly loads: readonly string[];
}

function watchEquality(): Watcher {
  const cloned = new Set<string>();
  const reads = new Map<string, Read[]>();
  return (step, say) => {
    for (const { replicaId } of finishedIn(step)) cloned.add(replicaId);
    const reading = readingOf(step);
    if (reading?.loads === undefined) return;
    const { tablet, row } = reading;
    const read = {
      version: tablet.visibleVersion,
      backend: nameOfBackend(step.before, row.BackendId),
      replicaId: row.ReplicaId,
      loads: [...reading.loads].sort(),
    };
    const earlier = (reads.get(tablet.tabletId) ?? []).filter(({ version }) => version === read.version);
    reads.set(tablet.tabletId, [...earlier, read]);
    for (const other of earlier) judgeEquality(say, tablet, other, read, cloned);
  };
}

function judgeEquality(say: Say, tablet: TabletView, one: Read, other: Read, cloned: ReadonlySet<string>): void {
  if (one.replicaId === other.replicaId || (!cloned.has(one.replicaId) && !cloned.has(other.replicaId))) return;
  say.exercised();
  if (one.loads.join() === other.loads.join()) return;
  const difference = [...one.loads, ...other.loads].find(
    (label) => one.loads.includes(label) !== other.loads.includes(label),
  );
  say.violated(
    'replicas differ',
    `at version ${one.version} of ${where(tablet)} ${one.backend} and ${other.backend} differ in the rows of ${difference ?? 'a load'}`,
  );
}

/** The loads that became visible while a clone to a replica ran, by tablet and backend. */
function watchLoadedMeanwhile(): Watcher {
  const meanwhile = new Map<string, Set<string>>();
  return (step, say) => {
    noteLoad(step, meanwhile);
    const reading = readingOf(step);
    const loaded =
      reading === undefined ? undefined : meanwhile.get(`${reading.tablet.tabletId} ${reading.row.BackendId}`);
    if (reading?.loads === undefined || loaded === undefined) return;
    const { loads, tablet } = reading;
    say.exercised();
    const missing = [...loaded].find((label) => !loads.includes(label));
    if (missing !== undefined)
      say.violated(
        'hole after a clone',
        `${missing} was loaded while ${where(tablet)} was cloned to ${nameOfBackend(step.before, reading.row.BackendId)}, and is not there`,
      );
  };
}

function noteLoad(step: Step, meanwhile: Map<string, Set<string>>): void {
  const target = isVisible(step.outcome) ? targetOf(step) : undefined;
  if (target === undefined) return;
  for (const task of step.before.running) {
    const tablet = tabletWithId(step.before, task.TabletId);
    if (tablet?.table !== target.table || !target.partitions.includes(tablet.partition)) continue;
    const key = `${task.TabletId} ${task.DestBe}`;
    meanwhile.set(key, (meanwhile.get(key) ?? new Set()).add(target.label));
  }
}

/** How often each tablet has got a replica on another backend. */
function watchMoves(): Watcher {
  const moves = new Map<string, number>();
  return (step, say) => {
    for (const { task } of finishedIn(step)) {
      if (addsReplica(task)) moves.set(task.TabletId, (moves.get(task.TabletId) ?? 0) + 1);
    }
    const reading = readingOf(step);
    if (reading !== undefined && (moves.get(reading.tablet.tabletId) ?? 0) > 1) {
      say.exercised();
      judgeReading(step, say, reading, 'lost in a move');
    }
    if (step.command.do === 'query' && step.outcome.kind === 'answered') judgeQuery(step, say, moves);
  };
}

function judgeQuery(step: Step, say: Say, moves: ReadonlyMap<string, number>): void {
  for (const { table, partition, bucket, loads } of step.outcome.kind === 'answered' ? step.outcome.contents : []) {
    const tablet = tabletsIn(step.before, table, [partition])?.[bucket];
    if (tablet === undefined || (moves.get(tablet.tabletId) ?? 0) < 2) continue;
    say.exercised();
    const expected = step.ledger.acknowledged.get(partitionKey(table, partition)) ?? [];
    const missing = expected.find((label) => !loads.includes(label));
    if (missing !== undefined)
      say.violated(
        'lost in a move',
        `${where(tablet)} was moved more than once, and a query misses the rows of ${missing}`,
      );
  }
}
