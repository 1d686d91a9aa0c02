import {
  liesUnder,
  parseSnapshotPath,
  type RestoreFile,
  type RestoreFrontend,
  type RestoreVolume,
  type VolumeType,
} from './restoreFile.ts';
import { type RestoreFlaw, tell } from './restoreFileFlaws.ts';
import { type RestoreFileRules, referenceRestoreFileRules } from './restoreFileRules.ts';

/**
 * What no schema can say of a file whose form is right: names that refer to something, and what must be there once
 * (S13 to S16; interpretation 29; snapshot notes 7D a to d).
 *
 * @param file what was read.
 * @param leaderHost where the file lies, when that is known; it must not be among the frontends.
 * @param rules the decisions; the reference's unless a fault is planted.
 */
export function restoreFileFlaws(
  file: RestoreFile,
  leaderHost?: string,
  rules: RestoreFileRules = referenceRestoreFileRules,
): readonly RestoreFlaw[] {
  const { frontends = [], computeNodes = [], storageVolumes = [] } = file;
  return [
    ...unlistedVolume(file, rules),
    ...(leaderHost === undefined ? [] : listedLeader(frontends, leaderHost, rules)),
    ...repeated(frontends, 'frontends', 'host', ({ host }) => host, rules.isSameHost),
    ...repeated(computeNodes, 'compute_nodes', 'host', ({ host }) => host, rules.isSameHost),
    ...repeated(storageVolumes, 'storage_volumes', 'name', ({ name }) => name, rules.isSameVolume),
    ...storageVolumes.flatMap(wrongLocation),
    ...storageVolumes.flatMap(repeatedProperties),
  ];
}

/**
 * What is allowed, but seldom meant: a snapshot that does not lie in the folder of the volume that is named with it. The
 * documents ask for no such thing and real systems do not look at it (snapshot notes 7.6), yet whoever copied the files to
 * a new location and changed only one of the two places has that mistake.
 */
export function restoreFileWarnings(file: RestoreFile): readonly RestoreFlaw[] {
  const { clusterSnapshot, storageVolumes = [] } = file;
  const volume = storageVolumes.find(({ name }) => name === clusterSnapshot?.storageVolumeName);
  const path = clusterSnapshot === undefined ? undefined : parseSnapshotPath(clusterSnapshot.path);
  if (volume === undefined || path === undefined || liesUnder(path, volume.location)) return [];
  return [
    {
      path: ['cluster_snapshot', 'cluster_snapshot_path'],
      message: `the snapshot does not lie in the location of the volume ${tell(volume.name)}`,
      expected: 'that location followed by /SERVICE_ID/meta, unless the files are meant to come from elsewhere',
    },
  ];
}

function unlistedVolume({ clusterSnapshot, storageVolumes }: RestoreFile, rules: RestoreFileRules): RestoreFlaw[] {
  if (clusterSnapshot === undefined) return [];
  const listed = (storageVolumes ?? []).map(({ name }) => name);
  const wanted = clusterSnapshot.storageVolumeName;
  if (rules.volumeNamed(wanted, listed) !== undefined) return [];
  return [
    {
      path: ['cluster_snapshot', 'storage_volume_name'],
      message: `the storage volume ${tell(wanted)} is not listed in storage_volumes`,
      expected:
        listed.length === 0
          ? 'a section storage_volumes with that volume'
          : `exactly the name of one that is: ${listed.slice(0, 5).map(tell).join(', ')}`,
    },
  ];
}

function listedLeader(frontends: readonly RestoreFrontend[], leader: string, rules: RestoreFileRules): RestoreFlaw[] {
  return frontends.flatMap(({ host }, nth) =>
    rules.isLeader(host, leader)
      ? [
          {
            path: ['frontends', nth, 'host'],
            message: `${tell(host)} is the leader, which is part of the cluster anyway`,
            expected: 'only the other FEs; remove this item',
          },
        ]
      : [],
  );
}

/** Those that are the same as an earlier one. Buckets by lower case keep long lists from being compared pair by pair. */
function repeated<T>(
  items: readonly T[],
  section: string,
  key: string,
  nameOf: (item: T) => string,
  isSame: (left: string, right: string) => boolean,
): RestoreFlaw[] {
  const seen = new Map<string, { readonly name: string; readonly nth: number }[]>();
  return items.flatMap((item, nth) => {
    const name = nameOf(item);
    const alike = seen.get(name.toLowerCase()) ?? [];
    const first = alike.find((other) => isSame(other.name, name));
    if (first === undefined) seen.set(name.toLowerCase(), [...alike, { name, nth }]);
    return first === undefined ? [] : [twice([section, nth, key], key, name, first.nth)];
  });
}

function twice(path: RestoreFlaw['path'], key: string, name: string, first: number): RestoreFlaw {
  return {
    path,
    message: `the ${key} ${tell(name)} is listed twice, first as item ${first + 1}`,
    expected: `each ${key} once; remove or correct one of the two`,
  };
}

const ownSchemes: Readonly<Record<Exclude<VolumeType, 'HDFS'>, string>> = {
  S3: 's3',
  AZBLOB: 'azblob',
  ADLS2: 'adls2',
  GS: 'gs',
};

function wrongLocation({ type, location }: RestoreVolume, nth: number): RestoreFlaw[] {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^\r\n]*)$/.exec(location) ?? [];
  const path = ['storage_volumes', nth, 'location'];
  if (scheme === undefined || !/[^/]/.test(rest)) {
    const expected = `a folder as URI, for example ${type === 'HDFS' ? 'hdfs://host:9000/folder' : `${ownSchemes[type]}://bucket/folder`}`;
    return [{ path, message: 'the location is no URI of a folder', expected }];
  }
  if (fits(type, scheme)) return [];
  const expected = type === 'HDFS' ? 'hdfs:// or another scheme of Hadoop' : `${ownSchemes[type]}://`;
  return [
    {
      path,
      message: `the location begins with ${tell(scheme)}, which does not fit the type ${type}`,
      expected: `${expected}, or another type`,
    },
  ];
}

/** HDFS volumes may lie in any file system of Hadoop, but not in a store that has a type of its own. */
function fits(type: VolumeType, scheme: string): boolean {
  return type === 'HDFS' ? !Object.values(ownSchemes).includes(scheme) : scheme === ownSchemes[type];
}

function repeatedProperties({ properties }: RestoreVolume, volume: number): RestoreFlaw[] {
  const seen = new Set<string>();
  return properties.flatMap(({ key }, nth) => {
    const isNew = !seen.has(key);
    seen.add(key);
    if (isNew) return [];
    return [
      {
        path: ['storage_volumes', volume, 'properties', nth, 'key'],
        message: `the property ${tell(key)} is given twice, so that it is open which value counts`,
        expected: 'each property of a volume once',
      },
    ];
  });
}
