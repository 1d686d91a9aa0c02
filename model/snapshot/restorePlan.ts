import { hasFolder, keysUnder, objectAt } from './bucket.ts';
import type { Restore, RestoredFrontend, RestoredVolume } from './commands.ts';
import { type SharedDataDraft, volumeNamed } from './draft.ts';
import { withoutSlashes } from './jobRules.ts';
import type { FolderFacts, RestoreFlaw } from './restoreRules.ts';
import type { Bucket, Launched, Meta, SharedDataState, StarMeta, StoredObject } from './state.ts';

/** What cluster_snapshot.yaml says, and what is wrong with it. */
export interface RestorePlan {
  /** As it is written in the file, without what the rules make of it; empty when it is missing. */
  readonly path: string;
  readonly frontends: readonly RestoredFrontend[] | undefined;
  readonly computeNodes: readonly string[] | undefined;
  readonly volumes: readonly RestoredVolume[];
  readonly flaws: readonly RestoreFlaw[];
}

/** The file that whoever runs the command writes; undefined when there is nothing that it could name. */
export function planRestore({ rules, state }: SharedDataDraft, command: Restore): RestorePlan | undefined {
  const launched = launchedBy(state, command.source.job, rules.snapshotDir);
  if (launched === undefined) return undefined;
  const name = command.source.volume ?? launched.volume;
  const listed = command.volumes ?? [];
  const location =
    listed.find((volume) => volume.name === name)?.location ??
    volumeNamed(state.meta, name)?.location ??
    launched.location;
  const base = `${withoutSlashes(location)}/${launched.serviceId}/meta`;
  const dir = rules.snapshotDir(location, launched.serviceId, launched.name);
  const slashes = '/'.repeat(command.source.trailingSlashes ?? 0);
  return {
    path: command.flaw === 'noPath' ? '' : pathOf(command, base, dir) + slashes,
    frontends: command.frontends,
    computeNodes: command.computeNodes,
    volumes: listed.some((volume) => volume.name === name) ? listed : [{ name, location }, ...listed],
    flaws: flawsOf(state, command),
  };
}

function pathOf({ flaw, source }: Restore, base: string, dir: string): string {
  if (flaw === 'wrongSuffix') return `${base}/image`;
  return source.from === 'meta' ? base : dir;
}

function launchedBy(
  state: SharedDataState,
  job: number | undefined,
  dirOf: (location: string, serviceId: string, name: string) => string,
): Launched | undefined {
  if (job !== undefined) return state.launched[job - 1];
  return state.launched.findLast(({ name, volume, location, serviceId }) => {
    const now = volumeNamed(state.meta, volume)?.location ?? location;
    return hasFolder(state.bucket, dirOf(now, serviceId, name));
  });
}

function flawsOf(state: SharedDataState, { flaw, frontends, computeNodes, volumes }: Restore): readonly RestoreFlaw[] {
  const flaws: RestoreFlaw[] = flaw === undefined ? [] : [flaw];
  const hosts = (frontends ?? []).map(({ host }) => host);
  if (hosts.includes(state.host)) flaws.push('leaderListed');
  if (hasDuplicates(hosts) || hasDuplicates(computeNodes ?? [])) flaws.push('duplicateHost');
  if (hasDuplicates((volumes ?? []).map(({ name }) => name))) flaws.push('duplicateVolume');
  return flaws;
}

function hasDuplicates(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** The files below a folder of the bucket, by path. */
export function filesIn(bucket: Bucket, dir: string): ReadonlyMap<string, StoredObject> {
  const files = new Map<string, StoredObject>();
  for (const key of keysUnder(bucket, `${dir}/`)) {
    const object = objectAt(bucket, key);
    if (object !== undefined) files.set(key.slice(dir.length + 1), object);
  }
  return files;
}

/** The names of the folders of snapshots below a `meta` folder, ascending. */
export function snapshotsBelow(bucket: Bucket, metaDir: string): readonly string[] {
  const prefix = `${metaDir}/image/`;
  const names = keysUnder(bucket, prefix).map((key) => key.slice(prefix.length).split('/')[0] ?? '');
  return [...new Set(names)].filter((name) => name.startsWith('automated_cluster_snapshot_'));
}

/** What an FE that starts finds in its folder, or a restore in the bucket. */
export interface Images {
  readonly meta: Meta | undefined;
  readonly star: StarMeta | undefined;
}

/** The images with the highest journal ids that can be read at all. */
export function newestImages(files: ReadonlyMap<string, StoredObject>): Images {
  const meta = newest(files, 'v2/image.')?.content;
  const star = newest(files, 'starmgr/image.')?.content;
  return {
    meta: meta?.kind === 'feImage' ? meta.meta : undefined,
    star: star?.kind === 'starmgrImage' ? star.star : undefined,
  };
}

/** What is found in the folder of a snapshot, for whoever decides whether it can be restored. */
export function factsOf(name: string, files: ReadonlyMap<string, StoredObject>): FolderFacts {
  const image = newest(files, 'v2/image.', true);
  const checksum = newest(files, 'v2/checksum.', true);
  return {
    name,
    hasVersion: files.has('VERSION'),
    hasRole: files.has('ROLE'),
    hasFeImage: image !== undefined,
    hasStarmgrImage: newest(files, 'starmgr/image.', true) !== undefined,
    checksumFits:
      checksum?.content.kind === 'checksum' &&
      !checksum.isTruncated &&
      image?.isTruncated === false &&
      checksum.content.of === image.etag,
    isWhole: [...files.values()].every(({ isTruncated }) => !isTruncated),
  };
}

/** The number at the end of the path of an image or a checksum; 0 without one. */
export function journalIdIn(path: string): number {
  return Number(/\.(\d+)$/.exec(path)?.[1] ?? 0);
}

function newest(
  files: ReadonlyMap<string, StoredObject>,
  start: string,
  orTruncated = false,
): StoredObject | undefined {
  let best: { readonly id: number; readonly object: StoredObject } | undefined;
  for (const [path, object] of files) {
    if (!path.startsWith(start) || (object.isTruncated && !orTruncated)) continue;
    const id = journalIdIn(path);
    if (best === undefined || id > best.id) best = { id, object };
  }
  return best?.object;
}
