import { didYouMean } from '../closest.ts';
import type {
  RestoreComputeNode,
  RestoreFrontend,
  RestoreVolume,
  SnapshotSource,
  VolumeProperty,
} from './restoreFile.ts';
import {
  type Fields,
  fieldsOf,
  type Keys,
  portOf,
  type Reading,
  refuse,
  refuseField,
  textOf,
} from './restoreFileFields.ts';
import { type DocumentPath, kindOfValue, tell } from './restoreFileFlaws.ts';

const sourceKeys: Keys = { known: ['cluster_snapshot_path', 'storage_volume_name'], areTold: true };
const frontendKeys: Keys = { known: ['host', 'edit_log_port', 'type'], areTold: true };
const volumeKeys: Keys = { known: ['name', 'type', 'location', 'comment', 'properties'], areTold: true };
const propertyKeys: Keys = { known: ['key', 'value'], areTold: false };

const pathForm =
  'scheme://bucket/.../SERVICE_ID/meta, or that followed by /image/automated_cluster_snapshot_ and 13 digits';
const hostForm = 'a host name or address, without blanks and slashes';

/** The section `cluster_snapshot` (S13). */
export function readSource(reading: Reading, written: unknown, at: DocumentPath): SnapshotSource | undefined {
  const fields = fieldsOf(reading, written, at, sourceKeys);
  if (fields === undefined) return undefined;
  const path = readPath(reading, fields, at);
  const storageVolumeName = textOf(reading, fields, at, 'storage_volume_name');
  return path === undefined || storageVolumeName === undefined ? undefined : { path, storageVolumeName };
}

function readPath(reading: Reading, fields: Fields, at: DocumentPath): string | undefined {
  const key = 'cluster_snapshot_path';
  const written = fields.get(key);
  const path = reading.rules.snapshotPath(written);
  if (path !== undefined) return path;
  if (typeof written !== 'string' || written === '') return refuseField(reading, fields, at, key, pathForm);
  return refuse(reading, [...at, key], `${key} is neither one snapshot nor a meta folder`, pathForm);
}

/** An item of `frontends` (S14). */
export function readFrontend(reading: Reading, written: unknown, at: DocumentPath): RestoreFrontend | undefined {
  const fields = fieldsOf(reading, written, at, frontendKeys);
  if (fields === undefined) return undefined;
  const host = hostOf(reading, fields, at);
  const editLogPort = portOf(reading, fields, at, 'edit_log_port');
  const type = reading.rules.frontendType(fields.get('type'));
  if (type === undefined) refuseWord(reading, fields, at, 'type', ['follower', 'observer']);
  if (host === undefined || editLogPort === undefined || type === undefined) return undefined;
  return { host, editLogPort, type };
}

/** An item of `compute_nodes` (S15). */
export function readComputeNode(reading: Reading, written: unknown, at: DocumentPath): RestoreComputeNode | undefined {
  const extras = reading.form.computeNodeExtras;
  const keys = { known: ['host', 'heartbeat_service_port', ...extras], areTold: true };
  const fields = fieldsOf(reading, written, at, keys);
  if (fields === undefined) return undefined;
  const host = hostOf(reading, fields, at);
  const heartbeatServicePort = portOf(reading, fields, at, 'heartbeat_service_port');
  const given = extras.filter((key) => fields.has(key)).map((key) => [key, textOf(reading, fields, at, key)]);
  if (host === undefined || heartbeatServicePort === undefined) return undefined;
  return { host, heartbeatServicePort, ...Object.fromEntries(given) };
}

/** An item of `storage_volumes` (S16). */
export function readVolume(reading: Reading, written: unknown, at: DocumentPath): RestoreVolume | undefined {
  const fields = fieldsOf(reading, written, at, volumeKeys);
  if (fields === undefined) return undefined;
  const name = textOf(reading, fields, at, 'name');
  const type = reading.rules.volumeType(fields.get('type'), reading.form.volumeTypes);
  if (type === undefined) refuseWord(reading, fields, at, 'type', reading.form.volumeTypes);
  const location = textOf(reading, fields, at, 'location');
  const comment = commentOf(reading, fields, at);
  const properties = propertiesOf(reading, fields, at);
  if (name === undefined || type === undefined || location === undefined || properties === undefined) return undefined;
  return { name, type, location, ...(comment === undefined ? {} : { comment }), properties };
}

function hostOf(reading: Reading, fields: Fields, at: DocumentPath): string | undefined {
  const host = textOf(reading, fields, at, 'host');
  if (host === undefined || /^[^\s/]+$/.test(host)) return host;
  return refuse(reading, [...at, 'host'], `host is ${tell(host)}`, hostForm);
}

/** A comment may be empty, but it is a text. */
function commentOf(reading: Reading, fields: Fields, at: DocumentPath): string | undefined {
  const comment = fields.get('comment');
  if (comment === undefined || typeof comment === 'string') return comment;
  return refuseField(reading, fields, at, 'comment', 'a text, in quotes if it looks like a number or is empty');
}

function refuseWord(
  reading: Reading,
  fields: Fields,
  at: DocumentPath,
  key: string,
  words: readonly string[],
): undefined {
  const written = fields.get(key);
  const expected = `one of ${words.join(', ')}`;
  if (typeof written !== 'string' || written === '') return refuseField(reading, fields, at, key, expected);
  const found = `the ${key} ${tell(written)} is unknown${didYouMean(written, words)}`;
  return refuse(reading, [...at, key], found, expected);
}

function propertiesOf(reading: Reading, fields: Fields, at: DocumentPath): readonly VolumeProperty[] | undefined {
  const path = [...at, 'properties'];
  const written = fields.get('properties');
  const entries = reading.rules.propertyEntries(written);
  if (entries === undefined) {
    return refuseField(
      reading,
      fields,
      at,
      'properties',
      'a list of items `- key: NAME` and `value: TEXT`, [] for none',
    );
  }
  const read = reading.rules.itemsOf(entries).map((entry, nth) => readProperty(reading, entry, [...path, nth]));
  const properties = read.filter((property) => property !== undefined);
  return properties.length === read.length ? properties : undefined;
}

function readProperty(reading: Reading, written: unknown, at: DocumentPath): VolumeProperty | undefined {
  const fields = fieldsOf(reading, written, at, propertyKeys);
  if (fields === undefined) return undefined;
  const property = reading.rules.propertyOf(fields.get('key'), fields.get('value'));
  return property ?? refuseProperty(reading, fields, at);
}

/** Says which half is wrong, but never what it holds. */
function refuseProperty(reading: Reading, fields: Fields, at: DocumentPath): undefined {
  const name = fields.get('key');
  if (typeof name !== 'string' || name === '') {
    return refuseField(reading, fields, at, 'key', "the property's name, for example aws.s3.region");
  }
  const expected = "the property's value as one text, in quotes if it is empty or holds ': ' or ' #'";
  if (!fields.has('value')) return refuseField(reading, fields, at, 'value', expected);
  const found = `the value of this property is ${kindOfValue(fields.get('value'))}`;
  return refuse(reading, [...at, 'value'], found, expected);
}
