import type { Profile } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { Topology } from '../../model/scenario.ts';
import { type Cluster, newCluster } from './cluster.ts';
import { refusal } from './refusal.ts';

/** The most private clusters that one server keeps. */
export const maxPrivateClusters = 64;

/** The clusters of one server: the default one and the private ones, by name. */
export interface Clusters {
  readonly shared: Cluster;
  readonly privates: Map<string, Cluster>;
  readonly profile: Profile;
  readonly rules: Rules;
}

/** Clusters of a server that has just started. */
export function newClusters(profile: Profile, rules: Rules, topology: Topology): Clusters {
  return { shared: newCluster('default', profile, rules, topology), privates: new Map(), profile, rules };
}

/**
 * The private cluster of that name, made from `topology` when it is new.
 * Throws a refusal when it is new without a topology, exists with another one, or there are too many.
 */
export function privateCluster(clusters: Clusters, name: string, topology: Topology | undefined): Cluster {
  const known = clusters.privates.get(name);
  if (known !== undefined) {
    if (topology === undefined || JSON.stringify(topology) === JSON.stringify(known.topology)) return known;
    throw refusal(`Cluster '${name}' exists with another topology; drop it with CALL chaos.drop_cluster('${name}').`);
  }
  if (topology === undefined) {
    throw refusal(`Unknown cluster '${name}'; make it with CALL chaos.use_cluster('${name}', '<topology as JSON>').`);
  }
  makeRoom(clusters);
  const cluster = newCluster(name, clusters.profile, clusters.rules, topology);
  clusters.privates.set(name, cluster);
  return cluster;
}

/** Removes a private cluster; whoever is still on it is told so with the next statement. */
export function dropCluster(clusters: Clusters, name: string): void {
  const cluster = clusters.privates.get(name);
  if (cluster === undefined) throw refusal(`Unknown cluster '${name}'; CALL chaos.clusters() lists the private ones.`);
  cluster.dropped = true;
  clusters.privates.delete(name);
}

/** A full server forgets the oldest cluster that nobody is connected to, such as one of a run that was killed. */
function makeRoom(clusters: Clusters): void {
  if (clusters.privates.size < maxPrivateClusters) return;
  const abandoned = [...clusters.privates.values()].find((cluster) => cluster.connections === 0);
  if (abandoned === undefined) {
    throw refusal(
      `This server keeps at most ${maxPrivateClusters} private clusters and all are in use; drop one with CALL chaos.drop_cluster('<name>').`,
    );
  }
  dropCluster(clusters, abandoned.name);
}
