import { at, itemsOf, mappingOf, type Path, type Written, withValue } from './edits.ts';
import {
  type Flaw,
  inItem,
  inProperty,
  type Kind,
  missing,
  misspelt,
  type Place,
  pathOf,
  repeated,
  wrongValue,
} from './planting.ts';

const source: Path = ['cluster_snapshot'];
const snapshotPath: Path = [...source, 'cluster_snapshot_path'];
const volumeName: Path = [...source, 'storage_volume_name'];

const text = (change: (old: string) => string) => (old: unknown) => change(String(old));
const metaOf = (path: string) => path.replace(/\/meta.*$/, '/meta');

const ofPath = { property: 'YM-3' };
const ofSuffix = { property: 'YM-12' };
const ofPort = { property: 'YM-5' };
const ofType = { property: 'YM-4' };
const ofProperties = { property: 'YM-6' };

const portPlaces: readonly (readonly [string, Place])[] = [
  ['edit_log_port', inItem('frontends', 'edit_log_port')],
  ['heartbeat_service_port', inItem('compute_nodes', 'heartbeat_service_port')],
];

/** Values that are no ports. Only numbers that no reader can take for one are demanded of targets. */
const wrongPorts: readonly (readonly [string, unknown, Kind])[] = [
  ['zero', 0, ofPort],
  ['negative', -1, ofPort],
  ['just too large', 65_536, ofPort],
  ['far too large', 4_294_976_306, ofPort],
  ['a fraction', 9010.7, ofPort],
  ['a word', 'http', ofPort],
  ['true', true, ofPort],
  ['a list', [9010], ofPort],
  ['null', null, {}],
  ['empty', '', {}],
  ['signed', '+9010', {}],
];

const sourceFlaws: readonly Flaw[] = [
  missing('path missing', snapshotPath, ofPath),
  wrongValue('path empty', snapshotPath, '', ofPath),
  wrongValue('path null', snapshotPath, null, ofPath),
  wrongValue(
    'path is the image folder',
    snapshotPath,
    text((old) => `${metaOf(old)}/image`),
    ofSuffix,
  ),
  wrongValue(
    'path above meta',
    snapshotPath,
    text((old) => metaOf(old).replace(/\/meta$/, '')),
    ofSuffix,
  ),
  wrongValue(
    'path of a foreign name',
    snapshotPath,
    text((old) => `${metaOf(old)}/image/backup_1`),
    {},
  ),
  wrongValue(
    'path with seconds',
    snapshotPath,
    text((old) => `${metaOf(old)}/image/automated_cluster_snapshot_1704038400`),
  ),
  wrongValue(
    'path without scheme',
    snapshotPath,
    text((old) => old.replace(/^[a-z0-9]+:\/\//, '/')),
  ),
  wrongValue('path without service id', snapshotPath, 's3://bucket/meta', {}),
  wrongValue(
    'path with dots',
    snapshotPath,
    text((old) => old.replace('/meta', '/../meta')),
    {},
  ),
  missing('volume name missing', volumeName, { property: 'YM-2' }),
  wrongValue(
    'volume not listed',
    volumeName,
    text((old) => `${old}_other`),
    { property: 'YM-2', isOfForm: false },
  ),
  wrongValue(
    'volume in another case',
    volumeName,
    text((old) => old.toUpperCase()),
    { property: 'YM-2', isOfForm: false },
  ),
  wrongValue('volume name null', volumeName, null, { property: 'YM-2' }),
  missing('volumes missing', ['storage_volumes'], { property: 'YM-2', noticedAt: source }),
  wrongValue('volumes empty', ['storage_volumes'], [], { property: 'YM-2', isOfForm: false, noticedAt: volumeName }),
  wrongValue('source is a text', source, 'latest', ofPath),
  wrongValue('source null', source, null),
];

const nodeFlaws: readonly Flaw[] = [
  ...portPlaces.flatMap(([key, place]) => [
    ...wrongPorts.map(([name, value, kind]) => wrongValue(`${key} ${name}`, place, value, kind)),
    missing(`${key} missing`, place),
  ]),
  ...['frontends', 'compute_nodes'].flatMap((section) => [
    wrongValue(`${section} null`, [section], null),
    wrongValue(`${section} a mapping`, [section], { host: 'a', port: 1 }),
    wrongValue(`${section} a text`, [section], 'fe2'),
    wrongValue(`${section} item null`, inItem(section), null),
    wrongValue(`${section} item a text`, inItem(section), 'fe2:9010'),
    missing(`${section} host missing`, inItem(section, 'host')),
    wrongValue(`${section} host empty`, inItem(section, 'host'), ''),
    wrongValue(`${section} host a number`, inItem(section, 'host'), 10),
    wrongValue(`${section} host a URL`, inItem(section, 'host'), 'http://fe2'),
    misspelt(`${section} host misspelt`, inItem(section, 'host'), 'hosts'),
    repeated(`${section} host twice`, section, 'host'),
  ]),
  wrongValue('type unknown', inItem('frontends', 'type'), 'leader', ofType),
  wrongValue('type misspelt', inItem('frontends', 'type'), 'observers', ofType),
  wrongValue('type empty', inItem('frontends', 'type'), '', ofType),
  wrongValue('type a number', inItem('frontends', 'type'), 1, ofType),
  wrongValue('type null', inItem('frontends', 'type'), null),
];

const volumeFlaws: readonly Flaw[] = [
  ...['name', 'type', 'location', 'properties'].map((key) =>
    missing(`volume without ${key}`, inItem('storage_volumes', key)),
  ),
  wrongValue('volume null', inItem('storage_volumes'), null),
  wrongValue('volume type unknown', inItem('storage_volumes', 'type'), 'S4'),
  wrongValue('volume type null', inItem('storage_volumes', 'type'), null),
  wrongValue('location a list', inItem('storage_volumes', 'location'), ['s3://bucket/a']),
  wrongValue('location empty', inItem('storage_volumes', 'location'), ''),
  wrongValue('location no URI', inItem('storage_volumes', 'location'), 'bucket/folder'),
  wrongValue('location without bucket', inItem('storage_volumes', 'location'), 's3://'),
  wrongValue('scheme does not fit', inItem('storage_volumes', 'location'), otherScheme, { isOfForm: false }),
  wrongValue('comment a list', inItem('storage_volumes', 'comment'), ['a']),
  wrongValue('comment a number', inItem('storage_volumes', 'comment'), 2024),
  misspelt('location misspelt', inItem('storage_volumes', 'location'), 'locations'),
  misspelt('name in camel case', inItem('storage_volumes', 'name'), 'volumeName'),
  repeated('volume twice', 'storage_volumes', 'name'),
];

const propertyFlaws: readonly Flaw[] = [
  wrongValue('properties a mapping', inItem('storage_volumes', 'properties'), asMapping, ofProperties),
  wrongValue('properties a text', inItem('storage_volumes', 'properties'), 'none', ofProperties),
  wrongValue('properties null', inItem('storage_volumes', 'properties'), null),
  missing('property without key', inProperty('key'), ofProperties),
  missing('property without value', inProperty('value'), ofProperties),
  wrongValue('property with empty key', inProperty('key'), '', ofProperties),
  wrongValue('property with empty value', inProperty('value'), '', ofProperties),
  wrongValue('property with null value', inProperty('value'), null, ofProperties),
  wrongValue('property value a list', inProperty('value'), (old: unknown) => [old]),
  wrongValue('property a short mapping', inProperty(), shortForm, ofProperties),
  {
    name: 'property twice',
    isOfForm: false,
    plant: (full, nth) => {
      const path = inProperty('key')(full, nth);
      const list = path.slice(0, -2);
      const last = itemsOf(at(full, list)).length - 1;
      const first = at(full, [...list, 0, 'key']);
      return { document: withValue(full, [...list, last, 'key'], first), path: [...list, last, 'key'] };
    },
  },
];

const keyFlaws: readonly Flaw[] = [
  misspelt('section misspelt', ['frontends'], 'frontend'),
  misspelt('section in camel case', ['compute_nodes'], 'computeNodes'),
  misspelt('path misspelt', snapshotPath, 'cluster_snapshot_paths'),
  ...([[], source, inItem('frontends'), inItem('compute_nodes'), inItem('storage_volumes'), inProperty()] as const).map(
    (place: Place, nth) => extraKey(`unknown key ${nth + 1}`, place),
  ),
];

/** Every flaw of a document. */
export const flaws: readonly Flaw[] = [...sourceFlaws, ...nodeFlaws, ...volumeFlaws, ...propertyFlaws, ...keyFlaws];

function extraKey(name: string, place: Place): Flaw {
  return wrongValue(name, (full, nth) => [...pathOf(place, full, nth), 'note'], 'x');
}

function otherScheme(old: unknown): string {
  const location = String(old);
  return location.startsWith('s3:') ? location.replace(/^s3/, 'hdfs') : location.replace(/^hdfs/, 's3');
}

function asMapping(old: unknown): Written {
  return Object.fromEntries(
    itemsOf(old)
      .map(mappingOf)
      .map(({ key, value }) => [String(key), value]),
  );
}

function shortForm(old: unknown): Written {
  const { key, value } = mappingOf(old);
  return { [String(key)]: value };
}
