import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import type { Medium } from '../model/scenario.ts';
import type { LoadRow, TaskRow } from '../model/views/replication.ts';
import type { Ledger } from './ledger.ts';
import { everyTablet, tableIn, tabletWithId, taskKey } from './looks.ts';
import type { Say, Step } from './property.ts';

/** How properties look at moves between backends (R23, R27; replication notes 7b). */

/** Shorter than any interval of load statistics. */
const FRESH_MS = 20_000;

export const mediums: readonly Medium[] = ['HDD', 'SSD'];

/** Whether the task moves a replica to another backend. */
export function isMove(task: TaskRow): boolean {
  return task.Type === 'BALANCE' && task.SrcBe !== task.DestBe;
}

/** What the moves of a step are, worked out once for all properties. */
interface Moves {
  readonly all: readonly TaskRow[];
  readonly picked: readonly TaskRow[];
  readonly tabletIds: ReadonlySet<string>;
}

const noMoves: Moves = { all: [], picked: [], tabletIds: new Set() };
let latest: { readonly step: Step; readonly moves: Moves } | undefined;

/** Moves that wait, run, or ended in this step. */
export function movesIn(step: Step): readonly TaskRow[] {
  return movesOf(step).all;
}

/** Moves that were picked in this step. */
export function newMoves(step: Step): readonly TaskRow[] {
  return movesOf(step).picked;
}

/** Whether the tablet had a move in this step. */
export function isMoved(step: Step, { tabletId }: TabletView): boolean {
  return movesOf(step).tabletIds.has(tabletId);
}

function movesOf(step: Step): Moves {
  if (latest?.step === step) return latest.moves;
  const { pending, running, ended } = step.after;
  const isMoving = pending.some(isMove) || running.some(isMove) || ended.some(isMove);
  const moves = isMoving ? foundIn(step) : noMoves;
  latest = { step, moves };
  return moves;
}

function foundIn(step: Step): Moves {
  const { pending, running, ended } = step.after;
  const all = [...pending, ...running, ...ended].filter(isMove);
  return { all, picked: pickedOf(step, all), tabletIds: idsOf(all) };
}

function pickedOf({ before }: Step, moves: readonly TaskRow[]): readonly TaskRow[] {
  const open = new Set([...before.pending, ...before.running].map(taskKey));
  return moves.filter((task) => !open.has(taskKey(task)));
}

function idsOf(moves: readonly TaskRow[]): ReadonlySet<string> {
  return new Set(moves.map(({ TabletId }) => TabletId));
}

/** Whether the step was so short that little can have come and gone in it. */
export function isShort({ command, before, after }: Step): boolean {
  return command.do === 'advance' && after.nowMs - before.nowMs < FRESH_MS;
}

/** Whether a move was picked so lately that the statistics that are shown are those it is based on. */
export function isFresh({ command, after, profile }: Step, { Create }: TaskRow): boolean {
  if (command.do !== 'advance' || Create === null) return false;
  return after.nowMs - Create < Math.min(FRESH_MS, profile.statisticsIntervalMs);
}

/** The two ends of a move in the load statistics of its medium. */
export interface Ends {
  readonly source: LoadRow;
  readonly destination: LoadRow;
  readonly all: readonly LoadRow[];
}

/** The ends of a fresh move in the statistics that it may be based on: those before the step and those after it. */
export function endsOf(step: Step, task: TaskRow, tablet: TabletView): Ends[] {
  const medium = mediumOf(step, tablet);
  return [step.before, step.after].flatMap(({ load }) => {
    const all = medium === undefined ? [] : load[medium];
    const source = all.find((row) => row.BeId === task.SrcBe);
    const destination = all.find((row) => row.BeId === task.DestBe);
    return source === undefined || destination === undefined ? [] : [{ source, destination, all }];
  });
}

/** The medium that the tablet's table asks for. */
export function mediumOf({ before, after }: Step, tablet: TabletView): Medium | undefined {
  return (tableIn(after, tablet.table) ?? tableIn(before, tablet.table))?.medium;
}

/** The used part of a backend's capacity of one medium; none of nothing is 0. */
export function shareOf({ UsedCapacity, Capacity }: LoadRow): number {
  return Capacity > 0 ? UsedCapacity / Capacity : 0;
}

/**
 * Judges new moves by the statistics that they may be based on: a move is wrong when it is wrong by all of them.
 *
 * @param wrong what is wrong with a move by some statistics, or undefined.
 */
export function judgeMoves(
  step: Step,
  say: Say,
  kind: string,
  tabletOf: (task: TaskRow) => TabletView | undefined,
  concerns: (task: TaskRow, ends: Ends) => boolean,
  wrong: (task: TaskRow, ends: Ends) => string | undefined,
): void {
  for (const task of newMoves(step)) {
    if (!isFresh(step, task)) continue;
    const tablet = tabletOf(task);
    const ends = tablet === undefined ? [] : endsOf(step, task, tablet);
    if (ends.length === 0 || !ends.every((each) => concerns(task, each))) continue;
    say.exercised();
    const reasons = ends.map((each) => wrong(task, each));
    if (reasons.every((reason) => reason !== undefined)) say.violated(kind, `${described(task)}: ${reasons.at(-1)}`);
  }
}

/** A move in words. */
export function described({ TabletId, SrcBe, DestBe, Status }: TaskRow): string {
  return `the move of tablet ${TabletId} from backend ${SrcBe} to ${DestBe} (${Status})`;
}

/** Whether nothing but one set of moves was going on, so that where replicas were before is what these are based on. */
export function isCalm(step: Step): boolean {
  const { before, after } = step;
  const isRepair = (task: TaskRow): boolean => task.Type !== 'BALANCE';
  if (before.pending.length > 0 || before.running.length > 0) return false;
  if (after.running.some(isRepair) || after.ended.some(isRepair)) return false;
  return new Set(movesIn(step).map(({ Create }) => Create)).size <= 1;
}

/** The tablets of each partition, by table and partition. */
export function partitionsIn(observation: Observation): Map<string, TabletView[]> {
  const partitions = new Map<string, TabletView[]>();
  for (const tablet of everyTablet(observation)) {
    const key = `${tablet.table}/${tablet.partition}`;
    const known = partitions.get(key);
    if (known === undefined) partitions.set(key, [tablet]);
    else known.push(tablet);
  }
  return partitions;
}

/** How many of the tablets have a replica on the backend. */
export function countOn(tablets: readonly TabletView[], backendId: string): number {
  return tablets.filter(({ replicas }) => replicas.some((row) => row.BackendId === backendId)).length;
}

/** Whether the backend can be given replicas of a medium. */
export function offers(backend: BackendView, medium: Medium): boolean {
  return (
    backend.alive && !backend.decommissioned && backend.disks.some((disk) => disk.online && disk.medium === medium)
  );
}

/** The value that was configured last under any of the names, or undefined when nobody has. */
export function latestConfig({ config }: Ledger, names: readonly string[]): string | undefined {
  let latest: string | undefined;
  for (const [name, value] of config) if (names.includes(name)) latest = value;
  return latest;
}

/** Whether balancing was switched off. */
export function isDisabled(ledger: Ledger): boolean {
  return latestConfig(ledger, ['tablet_sched_disable_balance', 'disable_balance'])?.toLowerCase() === 'true';
}

/** How many moves the configuration allows, or undefined when nobody has said. */
export function movesAllowed(ledger: Ledger): number | undefined {
  const text = latestConfig(ledger, ['tablet_sched_max_balancing_tablets', 'max_balancing_tablets']);
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Math.max(0, Number(text));
}

/** The tablet that a task is about. */
export function tabletOf(step: Step): (task: TaskRow) => TabletView | undefined {
  return ({ TabletId }) => tabletWithId(step.after, TabletId) ?? tabletWithId(step.before, TabletId);
}
