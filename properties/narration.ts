import type { Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import { nameOfBackend, where } from './looks.ts';

/** What a client sees change from one observation to the next, in short lines. */
export function changesBetween(before: Observation, after: Observation): string[] {
  return [
    ...backendChanges(before, after),
    ...after.touched.flatMap((index) => tabletChanges(before, after, index)),
    ...after.ended.map(
      (task) =>
        `task of tablet ${task.TabletId} (${task.Status}) ended ${task.State}${task.ErrMsg === '' ? '' : `: ${task.ErrMsg}`}`,
    ),
    ...after.running
      .filter(
        (task) => !before.running.some((other) => other.TabletId === task.TabletId && other.LstSched === task.LstSched),
      )
      .map(
        (task) =>
          `task of tablet ${task.TabletId} (${task.Status}) runs from ${nameOfBackend(after, task.SrcBe)} to ${nameOfBackend(after, task.DestBe)}`,
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
    else if (was.decommissioned !== backend.decommissioned) lines.push(`${backend.name} is decommissioned`);
  }
  for (const was of before.backends) {
    if (!after.backends.some((backend) => backend.id === was.id)) lines.push(`${was.name} left`);
  }
  return lines;
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
