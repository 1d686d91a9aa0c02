import * as fc from 'fast-check';
import type { Written } from './edits.ts';

/** What kind of documents is drawn. */
export interface DocumentOptions {
  /** Each section there, with at least two entries, and each volume with at least two properties. */
  readonly isFull: boolean;
  /** Also what is allowed beyond the published form of the documents: other cases, quoted ports, user info in URIs. */
  readonly isWide: boolean;
  /** A text that is part of every secret: values of properties and passwords in URIs. */
  readonly secret: string;
}

/** Where the file lies; no drawn host is this one. */
export const leaderHost = 'leader.example.com';

const names = fc.stringMatching(/^[a-z][a-z0-9_]{0,11}$/);
const folders = fc.array(fc.stringMatching(/^[a-z][a-z0-9-]{0,7}$/), { maxLength: 3 });
const hosts = fc.oneof(
  names.map((name) => `${name.replaceAll('_', '-')}x.example.com`),
  fc.tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 254 })).map((bytes) => `10.${bytes.join('.')}`),
);
const ports = fc.oneof(fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(1, 9010, 9050, 65_535));
/** A UUID with digits after it, or a bare one: opaque (snapshot notes 3.7). */
const serviceIds = fc.oneof(
  fc.uuid(),
  fc.tuple(fc.uuid(), fc.nat(99_999)).map(([id, digits]) => `${id}${digits}`),
);
const snapshotNames = fc
  .integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 })
  .map((createdMs) => `automated_cluster_snapshot_${createdMs}`);
const comments = fc.constantFrom(
  '',
  'my volume',
  'moved: see the runbook',
  "it's #1",
  'スナップショット',
  '2024',
  'true',
  '"quoted"',
  '- dash',
);
const keys = fc.constantFrom(
  'aws.s3.region',
  'aws.s3.endpoint',
  'aws.s3.access_key',
  'aws.s3.secret_key',
  'hadoop.security.authentication',
  'username',
  'password',
);
const endings = fc.constantFrom('', ' tail', ': tail', ' #tail', '#', "'", '"', '\\', '/+==', ' ', ', ]', '用户');

/** Optional sections: absent, empty and filled are three different things. */
function sections<T>(items: fc.Arbitrary<readonly T[]>, isFull: boolean): fc.Arbitrary<readonly T[] | undefined> {
  return isFull ? items : fc.oneof(fc.constant(undefined), fc.constant([]), { arbitrary: items, weight: 2 });
}

function portsOf({ isWide }: DocumentOptions): fc.Arbitrary<number | string> {
  return isWide ? fc.oneof(ports, ports.map(String)) : ports;
}

function frontendsOf(options: DocumentOptions): fc.Arbitrary<readonly Written[]> {
  const types = fc.constantFrom(...['follower', 'observer', ...(options.isWide ? ['FOLLOWER', 'Observer'] : [])]);
  const item = fc.tuple(hosts, portsOf(options), fc.option(types, { nil: undefined }));
  return fc
    .uniqueArray(item, { minLength: options.isFull ? 2 : 1, maxLength: 3, selector: ([host]) => host })
    .map((items) => items.map(([host, edit_log_port, type]) => defined({ host, edit_log_port, type })));
}

function computeNodesOf(options: DocumentOptions): fc.Arbitrary<readonly Written[]> {
  return fc
    .uniqueArray(fc.tuple(hosts, portsOf(options)), {
      minLength: options.isFull ? 2 : 1,
      maxLength: 3,
      selector: ([host]) => host,
    })
    .map((items) => items.map(([host, heartbeat_service_port]) => ({ host, heartbeat_service_port })));
}

function propertiesOf({ isFull, isWide, secret }: DocumentOptions): fc.Arbitrary<readonly Written[]> {
  const texts = endings.map((ending) => `${secret}${ending}`);
  const values = isWide ? fc.oneof({ arbitrary: texts, weight: 4 }, fc.boolean(), fc.nat(), fc.constant(1.5)) : texts;
  return fc
    .uniqueArray(fc.tuple(keys, values), { minLength: isFull ? 2 : 0, maxLength: 4, selector: ([key]) => key })
    .map((items) => items.map(([key, value]) => ({ key, value })));
}

interface Volume {
  readonly written: Written;
  readonly location: string;
}

function volumesOf(options: DocumentOptions): fc.Arbitrary<readonly Volume[]> {
  const { isFull, isWide, secret } = options;
  const user = isWide ? fc.constantFrom('', '', `user:${secret}@`) : fc.constant('');
  const item = fc
    .record({
      name: names,
      type: fc.constantFrom('S3', 'HDFS'),
      isLower: isWide ? fc.boolean() : fc.constant(false),
      user,
      bucket: fc.stringMatching(/^[a-z][a-z0-9-]{2,11}$/),
      path: folders,
      slash: fc.constantFrom('', '/'),
      comment: fc.option(comments, { nil: undefined }),
      properties: propertiesOf(options),
    })
    .map(({ name, type, isLower, user, bucket, path, slash, comment, properties }): Volume => {
      const root = type === 'S3' ? `s3://${user}${bucket}` : `hdfs://${user}${bucket}:9000`;
      const location = [root, ...path].join('/');
      const written = isLower ? type.toLowerCase() : type;
      return {
        location,
        written: defined({ name, type: written, location: `${location}${slash}`, comment, properties }),
      };
    });
  return fc.uniqueArray(item, {
    minLength: isFull ? 2 : 1,
    maxLength: isFull ? 2 : 3,
    selector: ({ written }) => written.name,
  });
}

/**
 * Documents that every reader must accept (snapshot notes 7D and its extra rules; YM-1).
 *
 * @param options full, wide, and with which secret.
 */
export function documents(options: DocumentOptions): fc.Arbitrary<Written> {
  return fc
    .record({
      hasSource: options.isFull ? fc.constant(true) : fc.boolean(),
      volumes: volumesOf(options),
      chosen: fc.nat(),
      serviceId: serviceIds,
      snapshot: fc.option(snapshotNames, { nil: undefined }),
      slashes: options.isFull ? fc.constant('') : fc.constantFrom('', '/', '//'),
      frontends: sections(frontendsOf(options), options.isFull),
      computeNodes: sections(computeNodesOf(options), options.isFull),
      listsVolumes: fc.constantFrom('absent', 'empty', 'filled'),
    })
    .map(({ hasSource, volumes, chosen, serviceId, snapshot, slashes, frontends, computeNodes, listsVolumes }) => {
      const volume = volumes[chosen % volumes.length];
      const meta = `${volume?.location}/${serviceId}/meta`;
      const path = `${snapshot === undefined ? meta : `${meta}/image/${snapshot}`}${slashes}`;
      const listed = hasSource || listsVolumes === 'filled' ? volumes.map(({ written }) => written) : [];
      return defined({
        cluster_snapshot: hasSource
          ? { cluster_snapshot_path: path, storage_volume_name: volume?.written.name }
          : undefined,
        frontends,
        compute_nodes: computeNodes,
        storage_volumes: !hasSource && listsVolumes === 'absent' ? undefined : listed,
      });
    });
}

function defined(fields: Readonly<Record<string, unknown>>): Written {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
