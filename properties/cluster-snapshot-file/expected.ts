import type { RestoreFile } from '../../model/snapshot/restoreFile.ts';
import { itemsOf, mappingOf, type Written } from './edits.ts';

/** Sections as any reader must understand them: names as in `RestoreFile`, values of any type, because a target answers them. */
export type Sections = Readonly<Record<keyof RestoreFile, unknown>>;

/**
 * What a good document says, told independently of any reader (S13 to S16). Sections that are absent are undefined.
 *
 * @param document as it was written.
 */
export function expectedSections(document: Written): Sections {
  const { cluster_snapshot, frontends, compute_nodes, storage_volumes } = document;
  return {
    clusterSnapshot: cluster_snapshot === undefined ? undefined : sourceOf(mappingOf(cluster_snapshot)),
    frontends: listOf(frontends, ({ host, edit_log_port, type }) => ({
      host,
      editLogPort: Number(edit_log_port),
      type: type === undefined ? 'follower' : String(type).toLowerCase(),
    })),
    computeNodes: listOf(compute_nodes, ({ host, heartbeat_service_port }) => ({
      host,
      heartbeatServicePort: Number(heartbeat_service_port),
    })),
    storageVolumes: listOf(storage_volumes, volumeOf),
  };
}

function sourceOf({ cluster_snapshot_path, storage_volume_name }: Written): object {
  return { path: plainUri(String(cluster_snapshot_path)), storageVolumeName: storage_volume_name };
}

function volumeOf({ name, type, location, comment, properties }: Written): object {
  return {
    name,
    type: String(type).toUpperCase(),
    location,
    ...(comment === undefined ? {} : { comment }),
    properties: itemsOf(properties)
      .map(mappingOf)
      .map(({ key, value }) => ({ key, value: String(value) })),
  };
}

function listOf(written: unknown, read: (item: Written) => object): readonly object[] | undefined {
  return written === undefined ? undefined : itemsOf(written).map(mappingOf).map(read);
}

/** A URI without superfluous slashes, which do not matter (snapshot notes D19). */
export function plainUri(uri: string): string {
  return uri.replace(/\/+$/, '').replace(/(?<!:)\/\/+/g, '/');
}
