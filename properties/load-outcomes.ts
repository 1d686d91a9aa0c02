import type { BackendView, TabletView } from '../adapters/adapter.ts';
import type { Command } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';
import { isFaultFree, isQuiet, type Ledger, placeOf } from './ledger.ts';
import { isMove, isMoved } from './load-moves.ts';
import { backendIn, completeRows, rowOn, tabletWithId, taskKey, where } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const common = { suite: 'balancing', needs: ['advance'] } as const;

/** What becomes of moves (R23, R27; replication notes 7b and 10, LB-8, LB-12, LB-18). */
export const moveOutcomes: readonly Property[] = [
  {
    ...common,
    id: 'LB-8',
    title: 'a tablet that is being moved keeps all of its complete replicas until the new one is complete',
    clauses: ['R23'],
    level: 'must',
    form: 'step',
    of: 'tablet',
    judge: judgeWholeness,
  },
  {
    ...common,
    id: 'LB-12',
    title: 'while nothing else happens moves never lead back to a placement that there was before',
    clauses: ['R23', 'R27'],
    level: 'should',
    form: 'eventually',
    start: watchCircles,
  },
  {
    ...common,
    id: 'LB-18',
    title: 'after a move the copy on the former backend is the one that goes',
    clauses: ['R11', 'R23'],
    level: 'must',
    form: 'eventually',
    start: watchLeftovers,
  },
];

function judgeWholeness(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined || step.command.do !== 'advance') return;
  if (before.visibleVersion !== after.visibleVersion) return;
  if (!isMoved(step, after) || wasForced(step, after) || !isWhole(step, before)) return;
  say.exercised();
  const left = completeRows(after).length;
  if (left < after.replicationNum)
    say.violated('replica removed too early', `${where(after)} is moved and has ${left} complete replicas`);
}

/** Where no backend is free a lost replica makes room first (replication notes 9.18). */
function wasForced({ after }: Step, { tabletId }: TabletView): boolean {
  return after.ended.some((task) => task.TabletId === tabletId && task.Status === 'FORCE_REDUNDANT');
}

/** Whether the tablet has all of its replicas, on backends that nothing ails, and none beyond those but an unfinished one. */
function isWhole({ before, ledger }: Step, tablet: TabletView): boolean {
  const finished = tablet.replicas.filter((row) => row.State !== 'CLONE');
  return (
    completeRows(tablet).length >= tablet.replicationNum &&
    finished.every((row) => row.Status === 'OK' && isSteady(ledger, backendIn(before, row.BackendId), tablet))
  );
}

function isSteady(ledger: Ledger, backend: BackendView | undefined, tablet: TabletView): boolean {
  if (backend?.alive !== true || backend.decommissioned || ledger.crashed.has(backend.name)) return false;
  return !ledger.lost.has(`${placeOf(tablet)}/${backend.name}`);
}

/** What became of the placement of tablets in a quiet period. */
interface Circle {
  /** Placements as numbers, with the moves that had been finished when each was first seen. */
  readonly placements: Map<number, number>;
  /** Tablets that have changed. */
  readonly known: Set<number>;
  /** Tablets with more or fewer replicas than they should have: halves of moves and repairs are no placements. */
  readonly unsettled: Set<number>;
  placement: number;
  moves: number;
}

/**
 * A balancer that evens out some measure of load never comes back to a placement: a circle of moves goes on for ever.
 */
function watchCircles(): Watcher {
  let circle: Circle | undefined;
  return (step, say) => {
    if (!isStatic(step)) {
      circle = undefined;
      return;
    }
    const { after } = step;
    circle ??= newCircle();
    circle.moves += after.ended.filter((task) => isMove(task) && task.State === 'FINISHED').length;
    for (const index of after.touched) follow(step, circle, index);
    if (circle.moves === 0 || circle.unsettled.size > 0 || !isAtRest(step)) return;
    say.exercised();
    const moves = circle.placements.get(circle.placement);
    if (moves === undefined) circle.placements.set(circle.placement, circle.moves);
    else if (moves < circle.moves)
      say.violated('moves in a circle', `${circle.moves - moves} moves led back to a placement that there was before`);
  };
}

/** Whether nothing but moves, and what follows from them, decides where replicas are. */
function isStatic({ command, ledger, after }: Step): boolean {
  if (!isQuiet(command) || !isFaultFree(ledger) || ledger.waiting.size + ledger.inFlight.size > 0) return false;
  return after.ended.every((task) => task.Type === 'BALANCE' || leavesPlacement(task) || task.Status === 'REDUNDANT');
}

function leavesPlacement({ Status }: TaskRow): boolean {
  return Status === 'VERSION_INCOMPLETE' || Status === 'NEED_FURTHER_REPAIR' || Status === 'HEALTHY';
}

function newCircle(): Circle {
  return { placements: new Map([[0, 0]]), known: new Set(), unsettled: new Set(), placement: 0, moves: 0 };
}

function follow({ before, after }: Step, circle: Circle, index: number): void {
  const was = at(before.tablets, index);
  const is = at(after.tablets, index);
  // Where the period began with half a move its beginning is no placement to come back to.
  if (!circle.known.has(index) && !isSettled(was)) circle.placements.delete(0);
  circle.known.add(index);
  circle.placement ^= hashOf(was) ^ hashOf(is);
  if (isSettled(is)) circle.unsettled.delete(index);
  else circle.unsettled.add(index);
}

function isSettled(tablet: TabletView | undefined): boolean {
  return tablet === undefined || tablet.replicas.length === tablet.replicationNum;
}

/** Whether no task is under way, so that a placement is what the balancer has left and not a half of a move. */
function isAtRest({ after }: Step): boolean {
  return after.pending.length === 0 && after.running.length === 0;
}

/** A number for which backends hold a tablet (FNV-1a, then mixed). */
function hashOf(tablet: TabletView | undefined): number {
  if (tablet === undefined) return 0;
  const backends = tablet.replicas.map((row) => row.BackendId).sort();
  let hash = 0x811c9dc5;
  for (const character of `${tablet.index}:${backends.join()}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  // Without this the last characters hardly reach the upper bits, and sums of hashes collide.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function watchLeftovers(): Watcher {
  /** Tablets with a finished move whose superfluous replica has not gone yet, with that move. */
  const moved = new Map<string, TaskRow>();
  /** Moves whose copy has seen no disturbance while it was made. */
  const sound = new Set<string>();
  return (step, say) => {
    if (!isUndisturbed(step)) {
      moved.clear();
      sound.clear();
      return;
    }
    const { before, after } = step;
    const running = new Set(before.running.map(taskKey));
    for (const task of [...after.pending, ...after.running, ...after.ended].filter(isMove)) {
      if (!running.has(taskKey(task))) sound.add(taskKey(task));
      if (task.State === 'FINISHED' && sound.has(taskKey(task))) moved.set(task.TabletId, task);
    }
    for (const [tabletId, task] of moved) if (judgeLeftover(step, say, task)) moved.delete(tabletId);
  };
}

/** A load that is being written decides itself which copies are complete, and a new leader remembers no moves. */
function isUndisturbed({ command, ledger }: Step): boolean {
  if (!isFaultFree(ledger) || ledger.inFlight.size > 0 || ledger.waiting.size > 0) return false;
  return isQuiet(command) || command.do === 'load' || command.do === 'setConfig' || isStatementOnly(command);
}

function isStatementOnly({ do: kind }: Command): boolean {
  return kind === 'alterWriteQuorum' || kind === 'createTable';
}

/** Whether there is nothing more to see of a finished move. */
function judgeLeftover(step: Step, say: Say, task: TaskRow): boolean {
  const tablet = tabletWithId(step.after, task.TabletId);
  if (tablet === undefined || !tablet.replicas.every((row) => isCertain(step, row.BackendId, tablet))) return true;
  const finished = tablet.replicas.filter((row) => row.State !== 'CLONE');
  if (finished.length > tablet.replicationNum) return false;
  say.exercised();
  if (rowOn(tablet, task.SrcBe) === undefined) return true;
  if (rowOn(tablet, task.DestBe) === undefined) {
    const text = `was moved from backend ${task.SrcBe} to ${task.DestBe}, and the new copy was removed`;
    say.violated('new copy removed', `${where(tablet)} ${text}`);
  } else if (wereSound(step, tablet)) {
    const text = `was moved from backend ${task.SrcBe} to ${task.DestBe}, but a third replica was removed`;
    say.violated('another copy removed', `${where(tablet)} ${text}`);
  }
  return true;
}

/** Whether nothing was wrong with any of the replicas before the step in which one of them went. */
function wereSound({ before, ledger }: Step, tablet: TabletView): boolean {
  const was = tabletWithId(before, tablet.tabletId)?.replicas.filter((row) => row.State !== 'CLONE') ?? [];
  const isSound = (row: ReplicaStatusRow): boolean => row.Status === 'OK' && row.State === 'NORMAL';
  return (
    was.length >= tablet.replicationNum &&
    [...was, ...tablet.replicas].every(isSound) &&
    was.every((row) => isSteady(ledger, backendIn(before, row.BackendId), tablet))
  );
}

function isCertain({ after, ledger }: Step, backendId: string, tablet: TabletView): boolean {
  return isSteady(ledger, backendIn(after, backendId), tablet);
}
