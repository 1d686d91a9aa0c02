import type { Topology } from '../../../model/scenario.ts';
import type { VolumeSpec } from '../../../model/snapshot/commands.ts';
import { oneIn, oneOf, type Random } from '../random.ts';

/** One to three volumes with and without a slash at the end of their location, and one to three nodes of each kind. */
export function sharedDataTopology(random: Random): Topology {
  const volumes = Array.from({ length: 1 + random.below(3) }, (_, nth) => drawVolume(nth + 1, random));
  const cluster = { volumes, frontends: drawHosts('fe', random), computeNodes: drawHosts('cn', random) };
  return { backends: [], sharedData: oneIn(random, 4) ? { ...cluster, neighbour: true } : cluster };
}

/** Volumes may share a bucket; one of them may be a bucket as a whole. */
function drawVolume(nth: number, random: Random): VolumeSpec {
  const folder = oneOf(random, [`bucket/v${nth}`, `bucket/v${nth}`, `bucket${nth}`, `bucket/deep/v${nth}`]);
  return { name: `v${nth}`, location: `s3://${folder}${oneIn(random, 2) ? '/' : ''}` };
}

function drawHosts(prefix: string, random: Random): readonly string[] {
  return Array.from({ length: 1 + random.below(3) }, (_, nth) => `${prefix}${nth + 1}`);
}
