import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import type { Medium } from '../model/scenario.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';
import {
  described,
  isMove,
  isShort,
  mediumOf,
  mediums,
  movesAllowed,
  movesIn,
  newMoves,
  tabletOf,
} from './load-moves.ts';
import { backendIn, isBad, isRelease, tabletWithId, where } from './looks.ts';
import type { Property, Say, Step } from './property.ts';

const common = { suite: 'balancing', needs: ['advance'] } as const;

/** What may be picked for a move, and where it may go (R01, R24, R27; replication notes 10, LB-13 to LB-16). */
export const pickProperties: readonly Property[] = [
  {
    ...common,
    id: 'LB-13',
    title: 'only healthy tablets are moved, one replica at a time',
    clauses: ['R27'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: judgePicked,
  },
  {
    ...common,
    id: 'LB-14',
    title: 'no replica moves to a backend that has one of the same tablet',
    clauses: ['R01', 'R23'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: judgeSpread,
  },
  {
    ...common,
    id: 'LB-15',
    title: 'moves stay within one storage medium while it has room',
    clauses: ['R24'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: judgeMedium,
  },
  {
    ...common,
    needs: ['advance', 'setConfig'],
    id: 'LB-16',
    title: 'no more moves are picked than the configuration allows',
    clauses: ['R27'],
    level: 'should',
    form: 'step',
    of: 'all',
    judge: judgeNumber,
  },
];

function judgePicked(step: Step, say: Say): void {
  const moving = [...step.after.pending, ...step.after.running].filter(({ Type }) => Type === 'BALANCE');
  const twice = moving.find((task, nth) => moving.findIndex(({ TabletId }) => TabletId === task.TabletId) !== nth);
  if (twice !== undefined) say.violated('moved twice at once', `tablet ${twice.TabletId} has two moves at once`);
  if (step.command.do !== 'advance') return;
  for (const task of newMoves(step)) {
    const before = tabletWithId(step.before, task.TabletId);
    const after = tabletWithId(step.after, task.TabletId);
    if (before === undefined || after === undefined || before.visibleVersion !== after.visibleVersion) continue;
    say.exercised();
    const reason = ailment(step, before, after);
    if (reason !== undefined) say.violated('unhealthy tablet moved', `${where(after)} is to be moved, but ${reason}`);
  }
}

/** Why the tablet cannot have been healthy at any moment of the step, or undefined. */
function ailment(step: Step, before: TabletView, after: TabletView): string | undefined {
  const ailing = before.replicas.find((row) => isAiling(step, step.before, row) && lasts(step, after, row));
  if (ailing !== undefined) return `its replica ${ailing.ReplicaId} is ${ailing.State}/${ailing.Status} all the while`;
  const sound = new Set(
    [...before.replicas, ...after.replicas].filter(({ Status }) => Status === 'OK').map((row) => row.ReplicaId),
  );
  const isCounted = step.profile.backendDownToleranceMs === 0 && isShort(step);
  if (!isCounted || sound.size >= after.replicationNum) return undefined;
  return `it has ${sound.size} of ${after.replicationNum} sound replicas`;
}

function lasts(step: Step, after: TabletView, row: ReplicaStatusRow): boolean {
  const now = after.replicas.find((other) => other.ReplicaId === row.ReplicaId);
  return now !== undefined && isAiling(step, step.after, now);
}

/** Within its tolerance a release takes a silent backend for alive. */
function isAiling({ profile }: Step, observation: Observation, row: ReplicaStatusRow): boolean {
  const backend = backendIn(observation, row.BackendId);
  if (isBad(row) || backend === undefined || backend.decommissioned || row.Status === 'VERSION_ERROR') return true;
  return row.Status === 'DEAD' && profile.backendDownToleranceMs === 0;
}

function judgeSpread(step: Step, say: Say): void {
  if (step.command.do !== 'advance') return;
  for (const task of newMoves(step)) {
    const before = tabletWithId(step.before, task.TabletId);
    const after = tabletWithId(step.after, task.TabletId);
    if (before === undefined || after === undefined) continue;
    say.exercised();
    const held = before.replicas.find((row) => row.BackendId === task.DestBe);
    if (held !== undefined && after.replicas.some((row) => row.ReplicaId === held.ReplicaId))
      say.violated(
        'backend holds the tablet',
        `${described(task)}: the destination already has replica ${held.ReplicaId}`,
      );
  }
}

function judgeMedium(step: Step, say: Say): void {
  if (step.command.do !== 'advance') return;
  for (const task of newMoves(step)) {
    const tablet = tabletOf(step)(task);
    const wanted = tablet === undefined ? undefined : mediumOf(step, tablet);
    const to = pathIn(step, task.DestBe, task.DestPath)?.medium;
    if (tablet === undefined || wanted === undefined || to === undefined) continue;
    say.exercised();
    const other = to === wanted ? undefined : otherPlace(step, tablet, wanted);
    if (other !== undefined)
      say.violated('medium changed', `${described(task)} ends on ${to}, but ${other.name} has room on ${wanted}`);
  }
}

function pathIn(
  { before, after }: Step,
  backendId: string,
  pathHash: string,
): BackendView['disks'][number] | undefined {
  const backend = backendIn(after, backendId) ?? backendIn(before, backendId);
  return backend?.disks.find((disk) => disk.pathHash === pathHash);
}

/** A backend without the tablet that has half of a disk of the medium left, before and after the step. */
function otherPlace({ before, after }: Step, tablet: TabletView, medium: Medium): BackendView | undefined {
  const hasRoom = (backend: BackendView | undefined): boolean =>
    backend?.alive === true &&
    !backend.decommissioned &&
    backend.disks.some((disk) => disk.online && disk.medium === medium && disk.freeBytes * 2 > disk.totalBytes);
  return after.backends.find(
    (backend) =>
      hasRoom(backend) &&
      hasRoom(backendIn(before, backend.id)) &&
      !tablet.replicas.some((row) => row.BackendId === backend.id),
  );
}

/** Each medium is balanced by itself, and a release rounds the share of every backend up (replication notes 7b.15). */
function judgeNumber(step: Step, say: Say): void {
  const limit = movesAllowed(step.ledger);
  if (step.command.do !== 'advance' || limit === undefined) return;
  const isOpen = ({ State }: TaskRow): boolean => State === 'PENDING' || State === 'RUNNING';
  const open = movesIn(step).filter(isOpen);
  if (open.length === 0) return;
  const before = [...step.before.pending, ...step.before.running].filter(isMove).length;
  const most = isRelease(step.profile) ? mediums.length * (limit + step.after.backends.length) : limit;
  say.exercised();
  if (open.length > Math.max(most, before))
    say.violated('too many moves', `${open.length} moves wait or run, but ${limit} are allowed`);
}
