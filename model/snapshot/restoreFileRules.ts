import type { ProfileName } from '../profile.ts';
import {
  type FrontendType,
  normalisedUri,
  parseSnapshotPath,
  type RestoreFile,
  type VolumeProperty,
  type VolumeType,
} from './restoreFile.ts';

/** The sections of `cluster_snapshot.yaml`, in the order of the Appendix. */
export const sectionNames = ['cluster_snapshot', 'frontends', 'compute_nodes', 'storage_volumes'] as const;
export type SectionName = (typeof sectionNames)[number];

/** What a file may hold, which differs between profiles. */
export interface RestoreFileForm {
  readonly volumeTypes: readonly VolumeType[];
  /** Keys of a compute node beside host and port. */
  readonly computeNodeExtras: readonly string[];
}

/** The form of a profile: the documents' (Appendix) or that of the main branch (snapshot notes 7.2, 7D e). */
export function restoreFileForm(profile: ProfileName): RestoreFileForm {
  switch (profile) {
    case 'documented-3.4':
      return { volumeTypes: ['S3', 'HDFS'], computeNodeExtras: [] };
    case 'starrocks-main':
      return { volumeTypes: ['S3', 'HDFS', 'AZBLOB', 'ADLS2', 'GS'], computeNodeExtras: ['warehouse', 'cngroup'] };
    default:
      return profile satisfies never;
  }
}

/**
 * Every decision of the reading of `cluster_snapshot.yaml` that a system can get wrong, one function each. A mutant is this
 * record with one function replaced. What is `written` is a scalar, list or mapping of the file, undefined when absent; a
 * decision that answers undefined refuses it.
 */
export interface RestoreFileRules {
  /** YM-10: what a file without any content means. */
  emptyFile(): RestoreFile;
  /** YM-11: whether a section counts, given all that are there. */
  isApplied(section: SectionName, present: readonly SectionName[]): boolean;
  /** YM-7: whether a key may stand in a mapping that knows these keys. */
  isKnownKey(key: string, known: readonly string[]): boolean;
  /** YM-7: the key whose meaning a key has. */
  meaningOf(key: string): string;
  /** YM-1: the items of a list, in their order. */
  itemsOf(written: readonly unknown[]): readonly unknown[];
  /** YM-5, YM-13: a port. */
  portOf(written: unknown): number | undefined;
  /** YM-4: what kind of FE this is. */
  frontendType(written: unknown): FrontendType | undefined;
  /** Interpretation 29: what kind of volume this is, whatever the case of its letters. */
  volumeType(written: unknown, known: readonly VolumeType[]): VolumeType | undefined;
  /** YM-6: the entries of a volume's properties, each to be read by `propertyOf`. */
  propertyEntries(written: unknown): readonly unknown[] | undefined;
  /** YM-6, YM-13: one property. */
  propertyOf(key: unknown, value: unknown): VolumeProperty | undefined;
  /** YM-3, YM-12: the path of the snapshot or `meta` folder, without superfluous slashes. */
  snapshotPath(written: unknown): string | undefined;
  /** YM-2: which of the listed volumes `storage_volume_name` means. */
  volumeNamed(name: string, listed: readonly string[]): string | undefined;
  /** YM-8: whether two entries are about one volume. */
  isSameVolume(left: string, right: string): boolean;
  /** YM-8: whether two entries are about one node. */
  isSameHost(left: string, right: string): boolean;
  /** YM-9: whether a listed FE is the leader, on which the file lies. */
  isLeader(host: string, leaderHost: string): boolean;
}

const LEAST_PORT = 1;
const MOST_PORT = 65_535;
const decimal = /^[1-9][0-9]{0,4}$/;

/** The strict reading (interpretations 28 and 29; snapshot notes 7D). */
export const referenceRestoreFileRules: RestoreFileRules = {
  emptyFile: () => ({}),
  isApplied: () => true,
  isKnownKey: (key, known) => known.includes(key),
  meaningOf: (key) => key,
  itemsOf: (written) => written,
  portOf: (written) => {
    const port = typeof written === 'string' && decimal.test(written) ? Number(written) : written;
    if (typeof port !== 'number' || !Number.isInteger(port)) return undefined;
    return port >= LEAST_PORT && port <= MOST_PORT ? port : undefined;
  },
  frontendType: (written) => {
    if (written === undefined) return 'follower';
    return oneOf(['follower', 'observer'], written);
  },
  volumeType: (written, known) => oneOf(known, written),
  propertyEntries: (written) => (Array.isArray(written) ? written : undefined),
  propertyOf: (key, value) => {
    const text = scalarText(value);
    return typeof key === 'string' && key !== '' && text !== undefined && text !== ''
      ? { key, value: text }
      : undefined;
  },
  snapshotPath: (written) => {
    if (typeof written !== 'string' || parseSnapshotPath(written) === undefined) return undefined;
    return normalisedUri(written);
  },
  volumeNamed: (name, listed) => listed.find((candidate) => candidate === name),
  isSameVolume: (left, right) => left === right,
  isSameHost: (left, right) => left.toLowerCase() === right.toLowerCase(),
  isLeader: (host, leaderHost) => host.toLowerCase() === leaderHost.toLowerCase(),
};

/** Nothing is lost: a number is only taken for one when it is written as its shortest decimal form. */
function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

function oneOf<T extends string>(words: readonly T[], written: unknown): T | undefined {
  if (typeof written !== 'string') return undefined;
  return words.find((word) => word.toLowerCase() === written.toLowerCase());
}
