import type { ClusterObject, Restore, SharedDataSpec, SnapshotCommand } from '../../model/snapshot/commands.ts';
import { Names } from './names.ts';

/** A volume that is named in order to be refused keeps its name, which says so. */
const NO_VOLUME = 'nowhere';

/** What is given new names on a shared-data cluster, in the order in which it is first named. */
export interface SharedDataNames {
  readonly volumes: Names;
  readonly locations: Names;
  readonly databases: Names;
  readonly tables: Names;
  readonly loads: Names;
  readonly views: Names;
  readonly users: Names;
  readonly roles: Names;
  readonly catalogs: Names;
  readonly loadJobs: Names;
  readonly resourceGroups: Names;
  readonly functions: Names;
  readonly frontends: Names;
  readonly computeNodes: Names;
}

/** Nothing is named yet. */
export function newSharedDataNames(): SharedDataNames {
  return {
    volumes: new Names('v'),
    locations: new Names('s3://bucket/v'),
    databases: new Names('d'),
    tables: new Names('t'),
    loads: new Names('l'),
    views: new Names('w'),
    users: new Names('u'),
    roles: new Names('r'),
    catalogs: new Names('c'),
    loadJobs: new Names('j'),
    resourceGroups: new Names('g'),
    functions: new Names('f'),
    frontends: new Names('fe'),
    computeNodes: new Names('cn'),
  };
}

/** The cluster under new names, which come first of all. */
export function renameCluster(cluster: SharedDataSpec, names: SharedDataNames): SharedDataSpec {
  return {
    ...cluster,
    volumes: cluster.volumes.map(({ name, location }) => ({
      name: volumeIn(name, names),
      location: locationIn(location, names),
    })),
    frontends: cluster.frontends.map((host) => names.frontends.of(host)),
    computeNodes: cluster.computeNodes.map((host) => names.computeNodes.of(host)),
  };
}

/** The command under new names. */
export function renameSnapshotCommand(command: SnapshotCommand, names: SharedDataNames): SnapshotCommand {
  switch (command.do) {
    case 'enableSnapshots':
      return command.volume === undefined ? command : { ...command, volume: volumeIn(command.volume, names) };
    case 'createVolume':
    case 'copyVolume':
      return {
        ...command,
        volume: volumeIn(command.volume, names),
        location: locationIn(command.location, names),
      };
    case 'alterVolume':
    case 'dropVolume':
    case 'setDefaultVolume':
    case 'describeVolume':
      return { ...command, volume: volumeIn(command.volume, names) };
    case 'createObject':
    case 'dropObject':
      return { ...command, object: renameObject(command.object, names) };
    case 'writeTable':
      return { ...command, load: names.loads.of(command.load), table: names.tables.of(command.table) };
    case 'recoverTable':
    case 'readTable':
      return { ...command, table: names.tables.of(command.table) };
    case 'restore':
      return renameRestore(command, names);
    default:
      return command;
  }
}

function volumeIn(name: string, { volumes }: SharedDataNames): string {
  return name === NO_VOLUME ? name : volumes.of(name);
}

/** The same place with and without a slash at its end is one place. */
function locationIn(location: string, { locations }: SharedDataNames): string {
  const folder = location.replace(/\/+$/, '');
  return locations.of(folder) + location.slice(folder.length);
}

function renameObject(object: ClusterObject, names: SharedDataNames): ClusterObject {
  switch (object.kind) {
    case 'table':
      return {
        ...object,
        name: names.tables.of(object.name),
        database: names.databases.of(object.database),
        ...(object.volume === undefined ? {} : { volume: volumeIn(object.volume, names) }),
      };
    case 'grant':
      return { ...object, user: names.users.of(object.user), table: names.tables.of(object.table) };
    case 'loadJob':
      return { ...object, name: names.loadJobs.of(object.name), table: names.tables.of(object.table) };
    case 'view':
      return { ...object, name: names.views.of(object.name), database: names.databases.of(object.database) };
    case 'function':
      return { ...object, name: names.functions.of(object.name), database: names.databases.of(object.database) };
    case 'catalog':
      return { ...object, name: names.catalogs.of(object.name) };
    case 'database':
      return { ...object, name: names.databases.of(object.name) };
    case 'user':
      return { ...object, name: names.users.of(object.name) };
    case 'role':
      return { ...object, name: names.roles.of(object.name) };
    case 'resourceGroup':
      return { ...object, name: names.resourceGroups.of(object.name) };
    default:
      return object satisfies never;
  }
}

function renameRestore(restore: Restore, names: SharedDataNames): Restore {
  const { source, frontends, computeNodes, volumes } = restore;
  return {
    ...restore,
    source: source.volume === undefined ? source : { ...source, volume: volumeIn(source.volume, names) },
    ...(frontends === undefined
      ? {}
      : { frontends: frontends.map((one) => ({ ...one, host: names.frontends.of(one.host) })) }),
    ...(computeNodes === undefined ? {} : { computeNodes: computeNodes.map((host) => names.computeNodes.of(host)) }),
    ...(volumes === undefined
      ? {}
      : {
          volumes: volumes.map(({ name, location }) => ({
            name: volumeIn(name, names),
            location: locationIn(location, names),
          })),
        }),
  };
}
