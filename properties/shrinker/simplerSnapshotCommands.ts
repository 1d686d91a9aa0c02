import type { Command } from '../../model/scenario.ts';
import type {
  ClusterObject,
  Restore,
  RestoreSource,
  SnapshotCommand,
  SnapshotPart,
} from '../../model/snapshot/commands.ts';

/** Parts of a snapshot, the simplest first. */
const parts: readonly SnapshotPart[] = ['VERSION', 'ROLE', 'feImage', 'checksum', 'starmgrImage'];

/** Seconds of a clock's steps that say something. */
const clockSteps: readonly number[] = [1, 5, 60, 300, 3600];

/** Simpler forms of one command on a shared-data cluster, the simplest first. None has a form that leads back to it. */
export function simplerSnapshotCommands(command: SnapshotCommand): readonly Command[] {
  switch (command.do) {
    case 'enableSnapshots':
      return command.volume === undefined ? [] : [{ do: 'enableSnapshots' }];
    case 'alterVolume':
      return command.comment === '' ? [] : [{ ...command, comment: '' }];
    case 'createVolume':
    case 'copyVolume':
      return withoutSlash(command.location).map((location) => ({ ...command, location }));
    case 'createObject':
    case 'dropObject':
      return simplerObjects(command.object).map((object) => ({ ...command, object }));
    case 'vacuum':
      return command.full ? [{ ...command, full: false }] : [];
    case 'failStore':
      return below(command.nth).map((nth) => ({ ...command, nth }));
    case 'damageSnapshot':
      return [
        ...(command.how === 'truncate' ? [{ ...command, how: 'remove' } as const] : []),
        ...parts.slice(0, parts.indexOf(command.part)).map((part) => ({ ...command, part })),
        ...below(command.job).map((job) => ({ ...command, job })),
      ];
    case 'stepClock':
      return simplerSteps(command.seconds).map((seconds) => ({ ...command, seconds }));
    case 'restore':
      return simplerRestores(command);
    default:
      return [];
  }
}

/** Less time, second by second: a job goes on in atoms of a second. */
export function shorterTimes(command: Command): readonly Command[] {
  if (command.do !== 'advance' || command.seconds <= 1) return [];
  const { seconds } = command;
  const shorter = new Set([1, 10, Math.floor(seconds / 2), seconds - 10, seconds - 1]);
  return [...shorter]
    .filter((fewer) => fewer >= 1 && fewer < seconds)
    .sort((left, right) => left - right)
    .map((fewer) => ({ ...command, seconds: fewer }));
}

/** The numbers from 1 below this one; of many only some. */
function below(value: number): readonly number[] {
  return [1, 2, 3, 4, 5, value - 1].filter(
    (lower, nth, all) => lower >= 1 && lower < value && all.indexOf(lower) === nth,
  );
}

function withoutSlash(location: string): readonly string[] {
  return location.endsWith('/') ? [location.replace(/\/+$/, '')] : [];
}

/** On the default volume. */
function simplerObjects(object: ClusterObject): readonly ClusterObject[] {
  if (object.kind !== 'table' || object.volume === undefined) return [];
  const { volume: _volume, ...plain } = object;
  return [plain];
}

/** Shorter ones in the same direction. */
function simplerSteps(seconds: number): readonly number[] {
  const size = Math.abs(seconds);
  return clockSteps.filter((shorter) => shorter < size).map((shorter) => Math.sign(seconds) * shorter);
}

function simplerRestores(restore: Restore): readonly Restore[] {
  const { source, frontends, computeNodes, volumes, flaw, killedAfter, ...bare } = restore;
  const given = {
    ...(frontends === undefined ? {} : { frontends }),
    ...(computeNodes === undefined ? {} : { computeNodes }),
    ...(volumes === undefined ? {} : { volumes }),
    ...(flaw === undefined ? {} : { flaw }),
    ...(killedAfter === undefined ? {} : { killedAfter }),
  };
  const names = Object.keys(given);
  const without = (name: string): Restore => ({
    ...bare,
    source,
    ...Object.fromEntries(Object.entries(given).filter(([other]) => other !== name)),
  });
  return [
    ...(names.length > 1 ? [{ ...bare, source }] : []),
    ...names.map(without),
    ...simplerSources(source).map((simpler) => ({ ...restore, source: simpler })),
    ...fewer(frontends).map((some) => ({ ...restore, frontends: some })),
    ...plainFrontends(restore),
    ...fewer(computeNodes).map((some) => ({ ...restore, computeNodes: some })),
    ...fewer(volumes).map((some) => ({ ...restore, volumes: some })),
    ...plainVolumes(restore),
    ...(killedAfter === undefined ? [] : lowerSteps(killedAfter).map((steps) => ({ ...restore, killedAfter: steps }))),
  ];
}

function simplerSources(source: RestoreSource): readonly RestoreSource[] {
  const { job, volume, trailingSlashes, from } = source;
  const { job: _job, ...newest } = source;
  const { volume: _volume, ...own } = source;
  const { trailingSlashes: _slashes, ...plain } = source;
  return [
    ...(trailingSlashes === undefined ? [] : [plain]),
    ...(volume === undefined ? [] : [own]),
    ...(job === undefined ? [] : [newest]),
    ...(from === 'meta' ? [{ ...source, from: 'snapshot' } as const] : []),
    ...below(job ?? 0).map((lower) => ({ ...source, job: lower })),
    ...below(trailingSlashes ?? 0).map((lower) => ({ ...source, trailingSlashes: lower })),
  ];
}

/** A list without one of its elements. */
function fewer<T>(list: readonly T[] | undefined): readonly (readonly T[])[] {
  return (list ?? []).map((one) => (list ?? []).filter((other) => other !== one));
}

function plainFrontends(restore: Restore): readonly Restore[] {
  const { frontends = [] } = restore;
  return frontends.some(({ type }) => type !== undefined)
    ? [{ ...restore, frontends: frontends.map(({ host }) => ({ host })) }]
    : [];
}

function plainVolumes(restore: Restore): readonly Restore[] {
  const { volumes = [] } = restore;
  return volumes.some(({ location }) => location.endsWith('/'))
    ? [{ ...restore, volumes: volumes.map(({ name, location }) => ({ name, location: location.replace(/\/+$/, '') })) }]
    : [];
}

function lowerSteps(steps: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5, steps - 1].filter(
    (lower, nth, all) => lower >= 0 && lower < steps && all.indexOf(lower) === nth,
  );
}
