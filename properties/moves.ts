import type { BackendView, DiskView, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { mostBytes } from './ledger.ts';
import { addsReplica, backendIn, isBad, nameOfBackend, rowOn, tableIn, tabletWithId, where } from './looks.ts';
import type { Property, Say, Step } from './property.ts';
import { isOfRepairPool, uses } from './slots.ts';

const described = { level: 'must', suite: 'balancing', needs: ['advance'] } as const;

/** Properties of clones that must not be started, or not there (R09, R23, R24; replication notes 4b.11, 4c and 10, SC). */
export const moveProperties: readonly Property[] = [
  {
    ...described,
    id: 'SC-12',
    title: 'a new replica is put on a path of its medium where one has room and a free slot',
    clauses: ['R24'],
    form: 'always',
    of: 'tasks',
    judge: (step, say) => {
      for (const task of startedIn(step)) if (task.Type === 'REPAIR' && addsReplica(task)) judgeMedium(step, say, task);
    },
  },
  {
    ...described,
    id: 'SC-21',
    title: 'while a schema changes only lagging replicas of its table are repaired',
    clauses: ['R09'],
    level: 'should',
    suite: 'replication',
    needs: ['advance', 'beginSchemaChange'],
    form: 'always',
    of: 'tasks',
    judge: (step, say) => {
      for (const task of startedIn(step)) judgeDuringChange(step, say, task);
    },
  },
  {
    ...described,
    id: 'SC-22',
    title: 'a move is not carried out for a tablet that has become unhealthy',
    clauses: ['R23'],
    form: 'always',
    of: 'tasks',
    judge: (step, say) => {
      const { running, ended } = step.after;
      for (const task of [...running, ...ended]) if (task.Type === 'BALANCE') judgeMove(step, say, task);
    },
  },
];

/** Clones that this step has started and that run still. */
function startedIn({ before, after }: Step): TaskRow[] {
  if (before.running === after.running) return [];
  return after.running.filter((task) => (task.LstSched ?? 0) > before.nowMs);
}

function judgeMedium(step: Step, say: Say, task: TaskRow): void {
  const tablet = tabletWithId(step.after, task.TabletId);
  const medium = tablet === undefined ? undefined : tableIn(step.after, tablet.table)?.medium;
  const chosen = backendIn(step.after, task.DestBe)?.disks.find((disk) => disk.pathHash === task.DestPath);
  if (tablet === undefined || medium === undefined || chosen === undefined) return;
  say.exercised();
  if (chosen.medium === medium) return;
  const better = step.after.backends.find((backend) =>
    backend.disks.some((disk) => disk.medium === medium && wouldTake(step, task, tablet, backend, disk)),
  );
  if (better !== undefined)
    say.violated(
      'wrong medium',
      `the new replica of ${where(tablet)} is on ${chosen.medium} of ${nameOfBackend(step.after, task.DestBe)}, while ${better.name} has room on ${medium}`,
    );
}

/** Whether the path could have been chosen for certain, at any moment of the step. */
function wouldTake(step: Step, task: TaskRow, tablet: TabletView, backend: BackendView, disk: DiskView): boolean {
  const was = backendIn(step.before, backend.id);
  const isAvailable = [was, backend].every((view) => view?.alive === true && !view.decommissioned);
  const earlier = was?.disks.find((other) => other.pathHash === disk.pathHash);
  const held = rowOn(at(step.before.tablets, tablet.index), backend.id) ?? rowOn(tablet, backend.id);
  if (!isAvailable || held !== undefined || earlier?.online !== true || !disk.online) return false;
  return hasRoom(step, task, earlier) && hasRoom(step, task, disk) && hasSlot(step, backend, disk);
}

/** A disk that would be half empty even with all that there is takes a tablet under every reading of the limits. */
function hasRoom({ after, ledger }: Step, { SrcBe, SrcPath }: TaskRow, { freeBytes, totalBytes }: DiskView): boolean {
  const source = backendIn(after, SrcBe)?.disks.find((disk) => disk.pathHash === SrcPath);
  const needed = Math.max(mostBytes(ledger, after), source === undefined ? 0 : source.totalBytes - source.freeBytes);
  return freeBytes - needed > totalBytes / 2;
}

function hasSlot({ before, after, profile, command }: Step, { id }: BackendView, { pathHash }: DiskView): boolean {
  const path = after.slots.find((row) => row.BeId === id && row.PathHash === pathHash);
  if (path === undefined || command.do !== 'advance') return false;
  const tasks = [...before.running, ...after.running, ...after.ended];
  return tasks.filter((task) => uses(task, path) && isOfRepairPool(profile, task)).length < path.TotalSlots;
}

function judgeDuringChange(step: Step, say: Say, task: TaskRow): void {
  const tablet = tabletWithId(step.after, task.TabletId);
  if (tablet === undefined || step.command.do !== 'advance' || !step.ledger.altering.has(tablet.table)) return;
  say.exercised();
  if (task.Type === 'BALANCE' || task.Status !== 'VERSION_INCOMPLETE')
    say.violated(
      'repaired during a schema change',
      `the schema of ${tablet.table} changes, but a clone of ${where(tablet)} was started (${task.Type}, ${task.Status})`,
    );
}

function judgeMove(step: Step, say: Say, task: TaskRow): void {
  const before = tabletOf(step, task);
  const after = tabletWithId(step.after, task.TabletId);
  if (before === undefined || after === undefined || step.command.do !== 'advance') return;
  const waited = step.before.pending.some((other) => other.TabletId === task.TabletId && other.Create === task.Create);
  const isStarted = task.State !== 'CANCELLED' && (task.LstSched ?? 0) > step.before.nowMs;
  if (!waited && !isStarted) return;
  say.exercised();
  if (!isStarted || before.visibleVersion !== after.visibleVersion) return;
  const wrong = before.replicas.find((row) => isUnfit(row, before) && isUnfit(rowWithId(after, row.ReplicaId), after));
  if (wrong !== undefined)
    say.violated(
      'unhealthy tablet moved',
      `${where(after)} is moved, although its replica on ${nameOfBackend(step.after, wrong.BackendId)} is bad or behind`,
    );
}

function tabletOf({ before, after }: Step, { TabletId }: TaskRow): TabletView | undefined {
  const index = after.indices.get(TabletId);
  return index === undefined ? undefined : at(before.tablets, index);
}

function rowWithId(tablet: TabletView, replicaId: string): TabletView['replicas'][number] | undefined {
  return tablet.replicas.find((row) => row.ReplicaId === replicaId);
}

/** A finished replica that is bad or misses versions. */
function isUnfit(row: TabletView['replicas'][number] | undefined, { visibleVersion }: TabletView): boolean {
  if (row === undefined || row.State === 'CLONE') return false;
  return isBad(row) || row.LastFailedVersion >= 0 || row.Version < visibleVersion;
}
