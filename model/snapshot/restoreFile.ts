/** What an FE is in the restored cluster (S14). */
export type FrontendType = 'follower' | 'observer';

/** Kinds of storage volumes: the documents name the first two (S16), the main branch all (snapshot notes 7D e). */
export type VolumeType = 'S3' | 'HDFS' | 'AZBLOB' | 'ADLS2' | 'GS';

/** What is downloaded for the restore (S13). */
export interface SnapshotSource {
  /** URI of one snapshot or of the `meta` folder, with single slashes and none at its end. */
  readonly path: string;
  /** The volume that keeps the snapshot, as it was called in the original cluster. */
  readonly storageVolumeName: string;
}

/** An FE beside the leader (S14). */
export interface RestoreFrontend {
  readonly host: string;
  readonly editLogPort: number;
  readonly type: FrontendType;
}

/** A compute node (S15); the last two only in the main branch. */
export interface RestoreComputeNode {
  readonly host: string;
  readonly heartbeatServicePort: number;
  readonly warehouse?: string;
  readonly cngroup?: string;
}

/** One setting of a storage volume; the value may be a secret. */
export interface VolumeProperty {
  readonly key: string;
  readonly value: string;
}

/** A storage volume of the restored cluster (S16). */
export interface RestoreVolume {
  readonly name: string;
  readonly type: VolumeType;
  readonly location: string;
  readonly comment?: string;
  readonly properties: readonly VolumeProperty[];
}

/**
 * What `cluster_snapshot.yaml` says (Appendix; S13 to S16). A section that is absent and one that is an empty list are
 * different: without `computeNodes` those of the original cluster stay, with an empty list none is left.
 */
export interface RestoreFile {
  readonly clusterSnapshot?: SnapshotSource;
  readonly frontends?: readonly RestoreFrontend[];
  readonly computeNodes?: readonly RestoreComputeNode[];
  readonly storageVolumes?: readonly RestoreVolume[];
}

/** How a target answers the question what it makes of a file. The reason is for people. */
export type RestoreFileAnswer =
  | { readonly accepted: true; readonly file: RestoreFile }
  | { readonly accepted: false; readonly reason: string };

/** A snapshot's URI taken apart (S03, S13). */
export interface SnapshotPath {
  readonly scheme: string;
  /** Bucket, container, or host with its port; without user info. */
  readonly bucket: string;
  /** Folder of the storage volume inside the bucket; empty when the volume is the whole bucket. */
  readonly prefix: string;
  /** Opaque id of the cluster that took the snapshot (snapshot notes 3.7). */
  readonly serviceId: string;
  readonly target: { readonly kind: 'snapshot'; readonly name: string } | { readonly kind: 'meta' };
}

const uri = /^([a-z][a-z0-9+.-]*):\/\/([^/\s]+)\/([^\r\n]*)$/;
/** 13 digits: milliseconds (snapshot notes 3.1, D32). */
const snapshotName = /^automated_cluster_snapshot_[1-9][0-9]{12}$/;

/**
 * Takes the URI of a snapshot or of a `meta` folder apart (S13; interpretation 29).
 *
 * @param text the URI; doubled slashes and slashes at its end do not matter (snapshot notes D19).
 * @returns undefined when it is neither.
 */
export function parseSnapshotPath(text: string): SnapshotPath | undefined {
  const [, scheme, authority, rest] = uri.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined) return undefined;
  const parts = segmentsOf(rest);
  if (parts.some(isRelative)) return undefined;
  const found = targetOf(parts);
  const serviceId = found?.before.at(-1);
  if (found === undefined || serviceId === undefined) return undefined;
  const prefix = found.before.slice(0, -1).join('/');
  return { scheme, bucket: withoutUser(authority), prefix, serviceId, target: found.target };
}

/** The same URI with single slashes and none at its end; what has no scheme is left as it is. */
export function normalisedUri(text: string): string {
  const start = text.indexOf('://');
  if (start < 0) return text;
  return `${text.slice(0, start)}://${segmentsOf(text.slice(start + 3)).join('/')}`;
}

/** Whether a snapshot lies in the folder of a volume: same scheme, bucket and prefix. */
export function liesUnder(path: SnapshotPath, location: string): boolean {
  const [bucket = '', ...folders] = segmentsOf(location.slice(location.indexOf('://') + 3));
  const isSameStore = location.startsWith(`${path.scheme}://`) && withoutUser(bucket) === path.bucket;
  return isSameStore && folders.join('/') === path.prefix;
}

function targetOf(
  parts: readonly string[],
): { readonly before: readonly string[]; readonly target: SnapshotPath['target'] } | undefined {
  const last = parts.at(-1) ?? '';
  if (last === 'meta') return { before: parts.slice(0, -1), target: { kind: 'meta' } };
  const isInPlace = parts.at(-2) === 'image' && parts.at(-3) === 'meta' && snapshotName.test(last);
  return isInPlace ? { before: parts.slice(0, -3), target: { kind: 'snapshot', name: last } } : undefined;
}

function segmentsOf(text: string): readonly string[] {
  return text.split('/').filter((part) => part !== '');
}

function isRelative(part: string): boolean {
  return part === '.' || part === '..';
}

function withoutUser(authority: string): string {
  return authority.slice(authority.lastIndexOf('@') + 1);
}
