import type { Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow, SlotsRow, TaskRow } from '../model/views/replication.ts';
import { backendIn, isBad, isComplete, tabletWithId, taskKey } from './looks.ts';
import type { Step } from './property.ts';

/**
 * A waiting repair of which is certain what it needs: a slot on the path of its only lagging replica, and one on the path
 * of any of its complete ones.
 */
export interface Startable {
  /** As it waits after the step, and as it waited before. */
  readonly task: TaskRow;
  readonly was: TaskRow;
  readonly tablet: TabletView;
  readonly destination: Ends;
  readonly sources: readonly Ends[];
}

/** A path's slots before and after a step. */
export interface Ends {
  readonly was: SlotsRow;
  readonly is: SlotsRow;
}

/** The repairs that waited through the whole step although a round of the scheduler has passed. */
export function startablesIn(step: Step): Startable[] {
  const { before, after, command, profile } = step;
  if (command.do !== 'advance' || command.seconds * 1000 < profile.schedulerIntervalMs) return [];
  if (before.pending.length === 0 || before.backends !== after.backends) return [];
  return after.pending.flatMap((task) => startable(step, task) ?? []);
}

function startable(step: Step, task: TaskRow): Startable | undefined {
  const { before, after } = step;
  if (task.Type !== 'REPAIR' || task.Status !== 'VERSION_INCOMPLETE') return undefined;
  const was = before.pending.find((other) => taskKey(other) === taskKey(task));
  const tablet = tabletWithId(after, task.TabletId);
  if (was === undefined || tablet === undefined || was.Status !== task.Status) return undefined;
  if (at(before.tablets, tablet.index) !== tablet) return undefined;
  const complete = tablet.replicas.filter((row) => isComplete(row, tablet.visibleVersion));
  const [lagging, ...others] = tablet.replicas.filter((row) => !complete.includes(row));
  if (lagging === undefined || others.length > 0 || lagging.State !== 'NORMAL' || isBad(lagging)) return undefined;
  const destination = pathOf(step, lagging);
  const sources = complete.flatMap((row) => (row.Status === 'OK' ? (pathOf(step, row) ?? []) : []));
  return destination === undefined ? undefined : { task, was, tablet, destination, sources };
}

/** The path of a replica, where its backend lives and has one only. */
function pathOf({ before, after }: Step, { BackendId }: ReplicaStatusRow): Ends | undefined {
  const backend = backendIn(after, BackendId);
  if (backend?.alive !== true || backend.disks.length !== 1) return undefined;
  const was = onlyPath(before, BackendId);
  const is = onlyPath(after, BackendId);
  return was === undefined || is === undefined || was.PathHash !== is.PathHash ? undefined : { was, is };
}

function onlyPath({ slots }: Observation, backendId: string): SlotsRow | undefined {
  const paths = slots.filter((row) => row.BeId === backendId);
  return paths.length === 1 ? paths[0] : undefined;
}

/** Whether a slot was free before and is free after. */
export function isFree({ was, is }: Ends): boolean {
  return was.AvailSlots > 0 && is.AvailSlots > 0;
}

/** Whether none was free before and none is after. */
export function isBusy({ was, is }: Ends): boolean {
  return was.AvailSlots <= 0 && is.AvailSlots <= 0;
}
