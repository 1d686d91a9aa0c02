import type { VolumeProperty } from '../../model/snapshot/restoreFile.ts';
import { referenceRestoreFileRules as reference, sectionNames } from '../../model/snapshot/restoreFileRules.ts';
import { restoreNodeMutants } from './clusterSnapshotNodes.ts';
import { type RestoreFileMutant, withRestoreFileFault as withFault } from './restoreFileMutant.ts';

/** Faults in what is restored from where (S13). */
const sourceMutants: readonly RestoreFileMutant[] = [
  {
    name: 'file-first-volume-taken',
    clauses: ['S13'],
    expected: ['YM-2'],
    story: 'When the named volume is not defined, the first one is taken.',
    rules: withFault({ volumeNamed: (name, listed) => reference.volumeNamed(name, listed) ?? listed[0] }),
  },
  {
    name: 'file-volume-case-ignored',
    clauses: ['S13'],
    expected: ['YM-2'],
    story: 'Upper and lower case of volume names do not matter.',
    rules: withFault({
      volumeNamed: (name, listed) => listed.find((other) => other.toLowerCase() === name.toLowerCase()),
    }),
  },
  {
    name: 'file-volume-not-looked-up',
    clauses: ['S13'],
    expected: ['YM-2'],
    story: 'Nobody looks whether the named volume is defined before the metadata is deleted.',
    rules: withFault({ volumeNamed: (name) => name }),
  },
  {
    name: 'file-path-looked-at-later',
    clauses: ['S13'],
    expected: ['YM-3'],
    story: 'A missing path is noticed only when the snapshot is downloaded, after the local metadata was deleted.',
    source: 'snapshot notes 7.2 (cluster_snapshot_path)',
    rules: withFault({ snapshotPath: (written) => reference.snapshotPath(written) ?? String(written ?? '') }),
  },
  {
    name: 'file-path-image-folder',
    clauses: ['S13'],
    expected: ['YM-12'],
    story: 'The folder of all images is taken for a snapshot, and the cluster comes up empty.',
    source: 'snapshot notes 9 (YM-12)',
    rules: withFault({
      snapshotPath: (written) =>
        reference.snapshotPath(written) ??
        (typeof written === 'string' && /image\/*$/.test(written) ? written : undefined),
    }),
  },
  {
    name: 'file-path-slash-counts',
    clauses: ['S13'],
    expected: ['YM-12'],
    story: 'A path with a slash at its end is neither a snapshot nor a meta folder any more.',
    rules: withFault({
      snapshotPath: (written) => (String(written).endsWith('/') ? undefined : reference.snapshotPath(written)),
    }),
  },
];

/** Faults in volumes and their properties (S16). */
const volumeMutants: readonly RestoreFileMutant[] = [
  {
    name: 'file-mapping-of-properties-dropped',
    clauses: ['S16'],
    expected: ['YM-6'],
    story: 'Properties as a mapping are taken for none, so that the credentials are lost.',
    rules: withFault({ propertyEntries: (written) => (Array.isArray(written) ? written : []) }),
  },
  {
    name: 'file-half-property-dropped',
    clauses: ['S16'],
    expected: ['YM-6'],
    story: 'A property without a key or a value is left out without a word.',
    rules: withFault({
      propertyEntries: (written) => reference.propertyEntries(written)?.filter((entry) => isWhole(entry)),
    }),
  },
  {
    name: 'file-empty-value-taken',
    clauses: ['S16'],
    expected: ['YM-6'],
    story: 'A property without a value gets an empty one.',
    rules: withFault({ propertyOf: (key, value) => propertyOr(key, value, '') }),
  },
  {
    name: 'file-truth-capitalised',
    clauses: ['S16'],
    expected: ['YM-13'],
    story: 'A truth value becomes the word True or False of another language.',
    rules: withFault({
      propertyOf: (key, value) =>
        reference.propertyOf(key, typeof value === 'boolean' ? (value ? 'True' : 'False') : value),
    }),
  },
  {
    name: 'file-number-rewritten',
    clauses: ['S16'],
    expected: ['YM-13', 'YM-1'],
    story: 'A property that looks like a number is computed and written anew, so that 1e3 becomes 1000.',
    rules: withFault({
      propertyOf: (key, value) => reference.propertyOf(key, /^[\d.e-]+$/.test(String(value)) ? Number(value) : value),
    }),
  },
  {
    name: 'file-same-volume-twice',
    clauses: ['S16'],
    expected: ['YM-8'],
    story: 'One volume may be defined twice, and which definition counts depends on who asks.',
    source: 'snapshot notes 7.2 (storage_volumes.name)',
    rules: withFault({ isSameVolume: () => false }),
  },
];

/** Faults in keys and sections. */
const formMutants: readonly RestoreFileMutant[] = [
  {
    name: 'file-key-guessed',
    clauses: ['S16'],
    expected: ['YM-7'],
    story: 'A key with an s too many is taken for the one without.',
    rules: withFault({ meaningOf: (key) => (/^(?:location|type|comment)s$/.test(key) ? key.slice(0, -1) : key) }),
  },
  {
    name: 'file-camel-case-taken',
    clauses: ['S14', 'S15'],
    expected: ['YM-7'],
    story: 'Keys in camel case override those in snake case.',
    rules: withFault({ meaningOf: (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) }),
  },
  {
    name: 'file-nothing-empties-all',
    clauses: ['S15'],
    expected: ['YM-10'],
    story: 'A file without content counts as one with empty lists, which drops every compute node.',
    rules: withFault({ emptyFile: () => ({ frontends: [], computeNodes: [], storageVolumes: [] }) }),
  },
  {
    name: 'file-volumes-need-frontends',
    clauses: ['S16'],
    expected: ['YM-11', 'YM-1'],
    story: 'Storage volumes are passed over when no frontends are listed.',
    rules: withFault({
      isApplied: (section, present) => section !== 'storage_volumes' || present.includes('frontends'),
    }),
  },
  {
    name: 'file-nodes-need-snapshot',
    clauses: ['S15'],
    expected: ['YM-11', 'YM-1'],
    story: 'Compute nodes are passed over when no snapshot is named.',
    rules: withFault({
      isApplied: (section, present) => section !== 'compute_nodes' || present.includes('cluster_snapshot'),
    }),
  },
  {
    name: 'file-only-first-section',
    clauses: ['S14', 'S15', 'S16'],
    expected: ['YM-1', 'YM-11'],
    story: 'Of the sections about nodes only the first one counts.',
    rules: withFault({
      isApplied: (section, present) =>
        !['frontends', 'compute_nodes'].includes(section) ||
        section === sectionNames.find((name) => name.endsWith('s') && present.includes(name)),
    }),
  },
];

/** Every faulty reader, each of which at least one of its properties must notice. */
export const restoreFileMutants: readonly RestoreFileMutant[] = [
  ...restoreNodeMutants,
  ...sourceMutants,
  ...volumeMutants,
  ...formMutants,
];

function isWhole(entry: unknown): boolean {
  if (typeof entry !== 'object' || entry === null) return true;
  return 'key' in entry && 'value' in entry && reference.propertyOf(entry.key, entry.value) !== undefined;
}

function propertyOr(key: unknown, value: unknown, otherwise: string): VolumeProperty | undefined {
  const property = reference.propertyOf(key, value);
  return property ?? (typeof key === 'string' && key !== '' ? { key, value: otherwise } : undefined);
}
