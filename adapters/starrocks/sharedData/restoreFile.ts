import { stringify } from 'yaml';
import type { Restore, RestoredFrontend, RestoredVolume } from '../../../model/snapshot/commands.ts';

/** What a restore is about, with all names as the target has them. */
export interface RestoreFacts {
  /** Folder of the volume under which the snapshot is looked for, without a slash at its end. */
  readonly location: string;
  readonly volume: string;
  readonly serviceId: string;
  /** Name of the snapshot. */
  readonly snapshot: string;
  readonly leader: string;
  /** The volumes that whoever runs the command lists, with their locations in the target. */
  readonly volumes: readonly RestoredVolume[];
}

const editLogPort = 9010;
const heartbeatPort = 9050;
const badPort = 70_000;

/** The text of cluster_snapshot.yaml (S13 to S16), with the flaw that the command wants. Holds no keys of a store. */
export function restoreFileText(command: Restore, facts: RestoreFacts): string {
  const { flaw, computeNodes } = command;
  const frontends = frontendsOf(command, facts.leader);
  const path = flaw === 'noPath' ? {} : { cluster_snapshot_path: pathOf(command, facts) };
  const volume = flaw === 'unknownVolume' ? `${facts.volume}_unlisted` : facts.volume;
  return stringify({
    cluster_snapshot: { ...path, storage_volume_name: volume },
    ...(frontends === undefined
      ? {}
      : { frontends: frontends.map((frontend, nth) => frontendEntry(command, frontend, nth)) }),
    ...(computeNodes === undefined
      ? {}
      : { compute_nodes: computeNodes.map((host) => ({ host, heartbeat_service_port: heartbeatPort })) }),
    storage_volumes: volumesOf(facts).map(volumeEntry),
  });
}

function pathOf({ flaw, source }: Restore, { location, serviceId, snapshot }: RestoreFacts): string {
  const base = `${location}/${serviceId}/meta`;
  const path = source.from === 'meta' ? base : `${base}/image/${snapshot}`;
  return (flaw === 'wrongSuffix' ? `${base}/image` : path) + '/'.repeat(source.trailingSlashes ?? 0);
}

function frontendsOf({ flaw, frontends }: Restore, leader: string): readonly RestoredFrontend[] | undefined {
  const [first = { host: 'fe-listed-twice' }] = frontends ?? [];
  switch (flaw) {
    case 'leaderListed':
      return [...(frontends ?? []), { host: leader }];
    case 'duplicateHost':
      return [first, ...(frontends ?? []), ...(frontends === undefined ? [first] : [])];
    case 'badPort':
      return frontends === undefined || frontends.length === 0 ? [first] : frontends;
    default:
      return frontends;
  }
}

function frontendEntry({ flaw }: Restore, { host, type }: RestoredFrontend, nth: number) {
  const edit_log_port = flaw === 'badPort' && nth === 0 ? badPort : editLogPort;
  return { host, edit_log_port, ...(type === undefined ? {} : { type }) };
}

/** The volume of the snapshot is always listed: the file needs it (S13). */
function volumesOf({ volume: name, location, volumes }: RestoreFacts): readonly RestoredVolume[] {
  return volumes.some((volume) => volume.name === name) ? volumes : [{ name, location }, ...volumes];
}

function volumeEntry({ name, location }: RestoredVolume) {
  return {
    name,
    type: 'S3',
    location,
    properties: [
      { key: 'aws.s3.region', value: 'us-east-1' },
      { key: 'aws.s3.use_aws_sdk_default_behavior', value: 'true' },
    ],
  };
}
