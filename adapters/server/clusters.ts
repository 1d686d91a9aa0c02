import type { Profile } from '../../model/profile.ts';
import type { Topology } from '../../model/scenario.ts';
import { type Cluster, newCluster, type Setup } from './cluster.ts';
import type { Journal } from './journal.ts';
import { refusal } from './refusal.ts';
import type { SharedCluster } from './shared/cluster.ts';

/** The most private clusters that one server keeps. */
export const maxPrivateClusters = 64;

/** The clusters of one server: the default one and the private ones, by name. */
export interface Clusters {
  readonly shared: Cluster;
  readonly privates: Map<string, Cluster>;
  readonly profile: Profile;
  readonly setup: Setup;
  /** What happened to clusters with shared data, on disk; undefined when nothing outlives the server. */
  journal: Journal | undefined;
  /** What is to be done to the bucket for clusters that were made or dropped, before a statement is answered. */
  readonly chores: (() => Promise<void>)[];
}

/** Clusters of a server that has just started. */
export function newClusters(profile: Profile, setup: Setup, topology: Topology): Clusters {
  const shared = newCluster('default', profile, setup, topology);
  return { shared, privates: new Map(), profile, setup, journal: undefined, chores: [] };
}

/** The cluster of that name, if it is there. */
export function clusterNamed({ shared, privates }: Clusters, name: string): Cluster | undefined {
  return name === shared.name ? shared : privates.get(name);
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
  const cluster = newCluster(name, clusters.profile, clusters.setup, topology);
  clusters.privates.set(name, cluster);
  if (cluster.shared !== undefined) {
    clusters.journal?.append({ kind: 'made', cluster: name, topology: JSON.stringify(topology) });
    const { shared } = cluster;
    clusters.chores.push(() => moveIn(clusters, cluster, shared));
  }
  return cluster;
}

/** Removes a private cluster; whoever is still on it is told so with the next statement. */
export function dropCluster(clusters: Clusters, name: string): void {
  const cluster = clusters.privates.get(name);
  if (cluster === undefined) throw refusal(`Unknown cluster '${name}'; CALL chaos.clusters() lists the private ones.`);
  forget(clusters, cluster);
  const { shared } = cluster;
  if (shared !== undefined) clusters.chores.push(() => moveOut(clusters, name, shared));
}

async function moveOut(clusters: Clusters, name: string, { mirror }: SharedCluster): Promise<void> {
  await mirror.clear();
  clusters.journal?.append({ kind: 'cleared', cluster: name });
}

function forget(clusters: Clusters, cluster: Cluster): void {
  cluster.dropped = true;
  clusters.privates.delete(cluster.name);
  if (cluster.shared !== undefined) clusters.journal?.append({ kind: 'dropped', cluster: cluster.name });
}

/** Puts the objects of a new cluster into the bucket; it is dropped when somebody else's are in its way. */
async function moveIn(clusters: Clusters, cluster: Cluster, { mirror, state }: SharedCluster): Promise<void> {
  const [first] = await mirror.foreign(state);
  if (first === undefined) return mirror.settle(state);
  forget(clusters, cluster);
  clusters.journal?.append({ kind: 'cleared', cluster: cluster.name });
  throw refusal(
    `Cluster '${cluster.name}' cannot be made: there is an object '${first.slice(0, 200)}' where it would keep its own. ` +
      'Give its volumes other locations, or remove what is there.',
  );
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
