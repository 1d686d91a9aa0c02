import type { Cluster } from './cluster.ts';
import type { Reply } from './protocol/index.ts';

/** Thrown by a node of the tree when it has no such child; the caller puts the path round it. */
export class UnknownNode extends Error {}

/** A node of the tree that SHOW PROC walks. */
export interface ProcNode {
  readonly show: (cluster: Cluster) => Reply;
  /** The child of that name; throws an UnknownNode. Absent: the node is no directory. */
  readonly child?: (cluster: Cluster, name: string) => ProcNode;
}
