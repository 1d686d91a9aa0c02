import { type Losses, withLosses } from '../bucket/mirror.ts';
import type { SharedCluster } from './cluster.ts';

/** Lets the model know what somebody else has done to the bucket. */
export function noteLosses(shared: SharedCluster, losses: Losses): void {
  shared.state = { ...shared.state, bucket: withLosses(shared.state.bucket, losses) };
}
