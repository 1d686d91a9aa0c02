import type { VolumeView } from '../../model/views/sharedData.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { movedBy } from './catalogs.ts';
import { knownRestore } from './comparing.ts';
import { normalised } from './folders.ts';

const described = { of: 'sharedData', level: 'must', suite: 'restore', needs: [], form: 'step' } as const;

/** Nodes and volumes after a restore (S14 to S16; snapshot notes 7.11 and 9, RS-10 to RS-12 and RS-16). */
export const restoreNodeProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'RS-10',
    title: 'after a restore there are the leader and the FEs of the file, without the section the leader alone',
    clauses: ['S14'],
    judge: judgeFrontends,
  },
  {
    ...described,
    id: 'RS-11',
    title: 'after a restore there are the compute nodes of the file, without the section those of the snapshot',
    clauses: ['S15'],
    judge: judgeComputeNodes,
  },
  {
    ...described,
    id: 'RS-12',
    title: 'after a restore the volumes of the file lie where it says, and their tables with them',
    clauses: ['S16'],
    judge: judgeVolumes,
  },
  {
    ...described,
    id: 'RS-16',
    title: 'the restore probe answers finished when nodes and volumes are as they will be, and not before',
    clauses: ['S12'],
    level: 'should',
    form: 'eventually',
    start: watchProbe,
  },
];

const PROBE_BOUND_MS = 600_000;

function judgeFrontends(step: SharedDataStep, say: Say): void {
  const restoration = knownRestore(step)?.restoration;
  if (restoration === undefined) return;
  say.exercised();
  const leaders = step.after.frontends.filter(({ role }) => role === 'leader');
  if (leaders.length !== 1) say.violated('not one leader', `after the restore there are ${leaders.length} leaders`);
  const is = step.after.frontends.filter(({ role }) => role !== 'leader').map(({ host, role }) => `${host} (${role})`);
  const wanted = (restoration.command.frontends ?? []).map(({ host, type }) => `${host} (${type ?? 'follower'})`);
  if (sorted(is) !== sorted(wanted))
    say.violated('other frontends', `besides the leader there are ${said(is)}, but there should be ${said(wanted)}`);
}

function judgeComputeNodes(step: SharedDataStep, say: Say): void {
  const ended = knownRestore(step);
  if (ended === undefined) return;
  const listed = ended.restoration.command.computeNodes;
  const wanted = listed === undefined ? ended.moments.map((moment) => moment.computeNodes) : [listed];
  say.exercised();
  const { computeNodes: is } = step.after;
  if (!wanted.some((nodes) => sorted(nodes) === sorted(is)))
    say.violated('other compute nodes', `there are ${said(is)}, but there should be ${said(wanted[0] ?? [])}`);
}

function judgeVolumes(step: SharedDataStep, say: Say): void {
  const ended = knownRestore(step);
  if (ended === undefined) return;
  say.exercised();
  const { volumes: is, tables } = step.after.catalog;
  const wanted = ended.moments.map(({ catalog }) =>
    catalog.volumes.map((volume) => movedVolume(volume, ended.volumes)),
  );
  if (!wanted.some((volumes) => sorted(volumes) === sorted(is.map(shownVolume))))
    say.violated(
      'other volumes',
      `the volumes are ${said(is.map(shownVolume))}, but should be ${said(wanted[0] ?? [])}`,
    );
  for (const { name, volume, path } of tables) {
    const location = is.find((other) => other.name === volume)?.location;
    const isListed = ended.volumes.some((other) => other.name === volume);
    if (isListed && location !== undefined && !normalised(path).startsWith(`${normalised(location)}/`))
      say.violated('table left behind', `${name} is on ${volume} at ${location}, but its path is ${path}`);
  }
}

function movedVolume(volume: VolumeView, listed: Parameters<typeof movedBy>[0]): string {
  const to = movedBy(listed, [volume]).get(volume.name)?.to;
  return shownVolume(to === undefined ? volume : { ...volume, location: to });
}

function shownVolume({ name, location, isDefault, comment }: VolumeView): string {
  return `${name} at ${normalised(location)}${isDefault ? ' (default)' : ''} '${comment}'`;
}

function sorted(values: readonly string[]): string {
  return JSON.stringify([...values].sort());
}

function said(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.join(', ');
}

function watchProbe(): SharedDataWatcher {
  let sinceMs: number | undefined;
  let finished: string | undefined;
  return (step, say) => {
    const { command, after, afterMs } = step;
    if (!after.isUp) {
      judgeKilled(step, say);
      sinceMs = undefined;
      finished = undefined;
      return;
    }
    const nodes = nodesOf(step);
    if (command.do === 'restore' || command.do === 'changeLeader' || isAboutVolumes(command.do)) finished = undefined;
    if (finished !== undefined && finished !== nodes)
      say.violated('finished too early', 'the probe had answered finished when nodes or volumes still changed');
    if (after.restoreState === 'finished') {
      if (command.do === 'restore') say.exercised();
      finished = nodes;
      sinceMs = undefined;
      judgeUnfinished(step, say);
      return;
    }
    sinceMs ??= afterMs;
    if (afterMs - sinceMs > PROBE_BOUND_MS) say.violated('restoring for ever', 'the probe still answers restoring');
    if (step.story.restoration === undefined && !step.story.unsettled && command.do !== 'restore')
      say.violated('restoring without a restore', 'the probe answers restoring on a cluster that was never restored');
  };
}

/** The last answer before the FE was killed, when it had come so far that it answered. */
function judgeKilled({ command, before, after }: SharedDataStep, say: Say): void {
  if (command.do !== 'restore' || command.killedAfter === undefined || after.restoreState !== 'finished') return;
  const hasAnswered =
    JSON.stringify(after.frontends) !== JSON.stringify(before.frontends) ||
    JSON.stringify(before.jobs) !== JSON.stringify(after.jobs);
  const nodes = new Set(after.computeNodes);
  const isDone =
    (command.frontends ?? []).every(({ host }) => after.frontends.some((other) => other.host === host)) &&
    (command.computeNodes ?? []).every((node) => nodes.has(node));
  if (hasAnswered && !isDone)
    say.violated('finished too early', 'the probe had answered finished before the nodes of the file were there');
}

/** What the file asks for must be done by then. */
function judgeUnfinished(step: SharedDataStep, say: Say): void {
  const restoration = knownRestore(step)?.restoration;
  if (restoration === undefined) return;
  const { frontends, computeNodes } = restoration.command;
  const hosts = new Set(step.after.frontends.map(({ host }) => host));
  const nodes = new Set(step.after.computeNodes);
  const isDone =
    (frontends ?? []).every(({ host }) => hosts.has(host)) && (computeNodes ?? []).every((node) => nodes.has(node));
  if (!isDone) say.violated('finished too early', 'the probe answers finished before the nodes of the file are there');
}

function isAboutVolumes(kind: SharedDataStep['command']['do']): boolean {
  return kind === 'createVolume' || kind === 'dropVolume' || kind === 'alterVolume' || kind === 'setDefaultVolume';
}

function nodesOf({ after }: SharedDataStep): string {
  return JSON.stringify([after.frontends, after.computeNodes, after.catalog.volumes]);
}
