import type { Command, CommandKind, Topology } from '../../model/scenario.ts';
import {
  type ClusterObject,
  isSnapshotCommand,
  type Restore,
  type SnapshotCommand,
  type SnapshotPart,
} from '../../model/snapshot/commands.ts';
import type { CatalogView, SharedDataView } from '../../model/views/sharedData.ts';
import { commandKinds } from '../adapter.ts';
import type { Draw } from './scenarios.ts';

/** One to three volumes, with and without slashes, and one to three nodes of each kind. */
export function drawSharedDataTopology(draw: Draw): Topology {
  const volumes = Array.from({ length: 1 + draw(3) }, (_, nth) => ({
    name: `v${nth + 1}`,
    location: `s3://bucket/v${nth + 1}${draw(2) === 0 ? '/' : ''}`,
  }));
  const cluster = { volumes, frontends: drawHosts(draw, 'fe'), computeNodes: drawHosts(draw, 'cn') };
  return { backends: [], sharedData: draw(3) === 0 ? { ...cluster, neighbour: true } : cluster };
}

/** Any command on a shared-data cluster at all, mostly about what is there, and now and then about what is not. */
export function drawSharedDataCommand(draw: Draw, { catalog, jobs }: SharedDataView, nth: number): Command {
  const kind = draw(3) > 0 ? oneOf(draw, common) : oneOf(draw, kinds);
  switch (kind) {
    case 'advance':
      return { do: kind, seconds: oneOf(draw, [1, 1, 2, 5, 15, 31, 61, 130]) };
    case 'setConfig':
      return { do: kind, ...oneOf(draw, configs) };
    case 'heal':
    case 'changeLeader':
      return { do: kind };
    default:
      return drawSnapshotCommand(draw, kind, catalog, { jobs: jobs.length, nth });
  }
}

const kinds: readonly SharedKind[] = commandKinds.filter(isSharedKind);

type SharedKind = SnapshotCommand['do'] | 'advance' | 'setConfig' | 'heal' | 'changeLeader';

function isSharedKind(kind: CommandKind): kind is SharedKind {
  return isSnapshotCommand({ do: kind }) || ['advance', 'setConfig', 'heal', 'changeLeader'].includes(kind);
}

/** Without these most runs are soon stuck. */
const common: readonly SharedKind[] = [
  'advance',
  'advance',
  'advance',
  'advance',
  'enableSnapshots',
  'createObject',
  'createObject',
  'writeTable',
  'readTable',
  'restartFrontend',
  'setConfig',
  'heal',
];

const configs = [
  { name: 'automated_cluster_snapshot_interval_seconds', value: '30' },
  { name: 'automated_cluster_snapshot_interval_seconds', value: '10' },
  { name: 'max_historical_automated_cluster_snapshot_jobs', value: '2' },
  { name: 'automated_cluster_snapshot_interval_seconds', value: 'x' },
  { name: 'nope', value: '' },
];
const parts: readonly SnapshotPart[] = ['VERSION', 'ROLE', 'feImage', 'checksum', 'starmgrImage'];
const flaws = ['unknownVolume', 'noPath', 'wrongSuffix', 'leaderListed', 'duplicateHost', 'badPort'] as const;

function drawSnapshotCommand(
  draw: Draw,
  kind: SnapshotCommand['do'],
  catalog: CatalogView,
  { jobs, nth }: { readonly jobs: number; readonly nth: number },
): Command {
  const volume = anyOf(draw, namesOf(catalog.volumes), `v${1 + draw(4)}`);
  const table = anyOf(draw, namesOf(catalog.tables), `t${1 + draw(3)}`);
  const on = draw(2) === 0;
  const location = `s3://bucket/n${nth}${draw(2) === 0 ? '/' : ''}`;
  switch (kind) {
    case 'enableSnapshots':
      return { do: kind, ...(draw(2) === 0 ? {} : { volume }) };
    case 'createVolume':
      return { do: kind, volume: `v${1 + draw(5)}`, location };
    case 'copyVolume':
      return { do: kind, volume, location };
    case 'alterVolume':
      return { do: kind, volume, comment: oneOf(draw, ['', 'cold', '"; --']) };
    case 'dropVolume':
    case 'setDefaultVolume':
    case 'describeVolume':
      return { do: kind, volume };
    case 'createObject':
    case 'dropObject':
      return { do: kind, object: drawObject(draw, catalog, table, volume) };
    case 'recoverTable':
      return { do: kind, table: anyOf(draw, catalog.recycled, table) };
    case 'writeTable':
      return { do: kind, load: `l${nth}`, table };
    case 'readTable':
      return { do: kind, table };
    case 'holdPublish':
    case 'breakStore':
      return { do: kind, on };
    case 'vacuum':
      return { do: kind, full: on };
    case 'failStore':
      return { do: kind, request: oneOf(draw, ['put', 'delete', 'list', 'get'] as const), nth: 1 + draw(6) };
    case 'damageSnapshot':
      return { do: kind, job: 1 + draw(jobs + 1), part: oneOf(draw, parts), how: on ? 'remove' : 'truncate' };
    case 'stepClock':
      return { do: kind, seconds: oneOf(draw, [-600, -30, -1, 1, 30, 600]) };
    case 'restore':
      return drawRestore(draw, volume, jobs);
    default:
      return { do: kind };
  }
}

function drawObject(draw: Draw, catalog: CatalogView, table: string, volume: string): ClusterObject {
  const name = 1 + draw(3);
  const database = anyOf(draw, catalog.databases, `d${1 + draw(2)}`);
  switch (draw(12)) {
    case 0:
      return { kind: 'catalog', name: `c${name}` };
    case 1:
    case 2:
      return { kind: 'database', name: `d${name}` };
    case 3:
      return { kind: 'view', name: `w${name}`, database };
    case 4:
      return { kind: 'user', name: `u${name}` };
    case 5:
      return { kind: 'role', name: `r${name}` };
    case 6:
      return { kind: 'grant', user: anyOf(draw, catalog.users, `u${name}`), table };
    case 7:
      return { kind: 'loadJob', name: `j${name}`, table };
    case 8:
      return { kind: 'resourceGroup', name: `g${name}` };
    case 9:
      return { kind: 'function', name: `f${name}`, database };
    default:
      return { kind: 'table', name: `t${name}`, database, ...(draw(2) === 0 ? {} : { volume }) };
  }
}

function drawRestore(draw: Draw, volume: string, jobs: number): Restore {
  const from = draw(2) === 0 ? 'snapshot' : 'meta';
  return {
    do: 'restore',
    source: {
      from,
      ...(draw(2) === 0 ? {} : { job: 1 + draw(jobs + 1) }),
      ...(draw(6) > 0 ? {} : { volume }),
      ...(draw(3) > 0 ? {} : { trailingSlashes: 1 + draw(2) }),
    },
    ...(draw(3) > 0
      ? {}
      : { frontends: draw(2) === 0 ? [] : [{ host: 'fe2', type: 'observer' as const }, { host: 'fe4' }] }),
    ...(draw(3) > 0 ? {} : { computeNodes: draw(2) === 0 ? [] : ['cn1', 'cn4'] }),
    ...(draw(5) > 0 ? {} : { flaw: oneOf(draw, flaws) }),
    ...(draw(6) > 0 ? {} : { killedAfter: draw(8) }),
  };
}

function drawHosts(draw: Draw, prefix: string): readonly string[] {
  return Array.from({ length: 1 + draw(3) }, (_, nth) => `${prefix}${nth + 1}`);
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** One of these, four times out of five; otherwise a name that may be unknown. */
function anyOf(draw: Draw, known: readonly string[], other: string): string {
  return draw(5) > 0 && known.length > 0 ? oneOf(draw, known) : other;
}

function oneOf<T>(draw: Draw, values: readonly T[]): T {
  const value = values[draw(values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}
