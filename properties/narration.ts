import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { HintRow, TaskRow } from '../model/views/replication.ts';
import { nameOfBackend, where } from './looks.ts';
import { sharedDataChanges } from './narration-shared-data.ts';

/** What a client sees change from one observation to the next, in short lines. */
export function changesBetween(before: Observation, after: Observation): string[] {
  if (before.sharedData !== undefined && after.sharedData !== undefined) {
    return sharedDataChanges(before.sharedData, after.sharedData);
  }
  return [
    ...backendChanges(before, after),
    ...tableChanges(before, after),
    ...hintChanges(before, after),
    ...after.touched.flatMap((index) => tabletChanges(before, after, index)),
    ...after.ended.map(
      (task) =>
        `${nounOf(task)} of tablet ${task.TabletId} (${task.Status}) ended ${task.State}${task.ErrMsg === '' ? '' : `: ${task.ErrMsg}`}`,
    ),
    ...after.running
      .filter(
        (task) => !before.running.some((other) => other.TabletId === task.TabletId && other.LstSched === task.LstSched),
      )
      .map(
        (task) =>
          `${nounOf(task)} of tablet ${task.TabletId} (${task.Status}) runs from ${nameOfBackend(after, task.SrcBe)} to ${nameOfBackend(after, task.DestBe)}`,
      ),
  ];
}

function backendChanges(before: Observation, after: Observation): string[] {
  if (before.backends === after.backends) return [];
  const lines: string[] = [];
  for (const backend of after.backends) {
    const was = before.backends.find((other) => other.id === backend.id);
    if (was === undefined) lines.push(`${backend.name} joined`);
    else if (was.alive !== backend.alive) lines.push(`${backend.name} is ${backend.alive ? 'alive' : 'dead'}`);
    else if (was.decommissioned !== backend.decommissioned)
      lines.push(`${backend.name} is ${backend.decommissioned ? '' : 'no longer '}decommissioned`);
    if (was !== undefined && was.disks !== backend.disks) lines.push(...diskChanges(was, backend));
  }
  for (const was of before.backends) {
    if (!after.backends.some((backend) => backend.id === was.id)) lines.push(`${was.name} left`);
  }
  return lines;
}

function nounOf({ Type }: TaskRow): string {
  return Type === 'BALANCE' ? 'move' : 'task';
}

/** A broken disk is online no more; how full disks are changes with every load. */
function diskChanges(before: BackendView, after: BackendView): string[] {
  return after.disks.flatMap((disk, nth) => {
    const was = before.disks.find(({ pathHash }) => pathHash === disk.pathHash);
    if (was === undefined || was.online === disk.online) return [];
    return [`disk ${nth} of ${after.name} is ${disk.online ? 'online' : 'offline'}`];
  });
}

function tableChanges(before: Observation, after: Observation): string[] {
  if (before.tables === after.tables) return [];
  return after.tables.flatMap((table) => {
    const was = before.tables.find(({ name }) => name === table.name);
    if (was === undefined || was.altering === table.altering) return [];
    return [`the schema change of ${table.name} has ${table.altering ? 'begun' : 'ended'}`];
  });
}

function hintChanges(before: Observation, after: Observation): string[] {
  if (before.hints === after.hints) return [];
  const has = ({ hints }: Observation, hint: HintRow): boolean =>
    hints.some(({ Table, Partition }) => Table === hint.Table && Partition === hint.Partition);
  const told = (hint: HintRow): string => `partition ${hint.Partition} of table ${hint.Table}`;
  return [
    ...after.hints.filter((hint) => !has(before, hint)).map((hint) => `${told(hint)} is to be repaired first`),
    ...before.hints
      .filter((hint) => !has(after, hint))
      .map((hint) => `${told(hint)} is no longer to be repaired first`),
  ];
}

function tabletChanges(before: Observation, after: Observation, index: number): string[] {
  const was = at(before.tablets, index);
  const is = at(after.tablets, index);
  if (is === undefined) return was === undefined ? [] : [`${where(was)} is gone`];
  const now = summary(after, is);
  if (was !== undefined && summary(before, was) === now) return [];
  return [`${where(is)} at version ${is.visibleVersion}: ${now}`];
}

function summary(observation: Observation, tablet: TabletView): string {
  const rows = tablet.replicas.map((row) => {
    const failed = row.LastFailedVersion < 0 ? '' : ` failed ${row.LastFailedVersion}`;
    const state = row.State === 'NORMAL' ? '' : ` ${row.State}`;
    return `${nameOfBackend(observation, row.BackendId)} v${row.Version}${failed}${state} ${row.Status}`;
  });
  return [...rows, ...(tablet.missing > 0 ? [`${tablet.missing} missing`] : [])].join(', ');
}
