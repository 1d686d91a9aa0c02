import { ObjectStoreError } from '../../objects/store.ts';
import type { Cluster } from '../cluster.ts';
import type { Clusters } from '../clusters.ts';
import { storedParam } from '../journal.ts';
import type { Param, Reply } from '../protocol/index.ts';
import { Refusal } from '../refusal.ts';
import type { Session } from '../session.ts';
import type { Statement } from '../sql/index.ts';
import type { SharedCluster } from './cluster.ts';
import { noteLosses } from './losses.ts';
import { withoutSecrets } from './secrets.ts';

/** A statement, and how it came. */
interface Given {
  readonly statement: Statement;
  readonly sql: string;
  readonly params: readonly Param[];
}

/**
 * Runs a statement on a cluster with shared data. What it changed is on disk and in the bucket before it is answered.
 * @param run runs it in memory
 */
export async function runOnShared(
  session: Session,
  shared: SharedCluster,
  given: Given,
  run: () => Reply,
): Promise<Reply> {
  const { clusters, cluster, database, user } = session;
  if (isRestore(given.statement)) {
    const problem = await lookForLosses(clusters, cluster, shared);
    if (problem !== undefined) return problem;
  }
  const { state: before } = shared;
  const { choices } = session;
  const reply = attempt(run);
  // A step makes a new state even when it only reads.
  if (given.statement.kind === 'select') shared.state = before;
  if (shared.state !== before) {
    const params = shared.replayAs === undefined ? given.params.map(storedParam) : [];
    const at = { cluster: cluster.name, database: database ?? null, user };
    clusters.journal?.append({
      kind: 'statement',
      ...at,
      sql: shared.replayAs ?? withoutSecrets(given.statement, given.sql),
      params,
      choices,
    });
  }
  shared.replayAs = undefined;
  return afterSettling(clusters, cluster, shared, reply);
}

/** The reply, once the bucket is ready for clusters that were made and rid of those that were dropped. */
export function afterChores(clusters: Clusters, reply: Reply): Reply | Promise<Reply> {
  if (clusters.chores.length === 0) return reply;
  return unlessStoreFails(reply, () => doChores(clusters));
}

function attempt(run: () => Reply): Reply {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

/** The reply, once the bucket holds what the cluster has; one that was dropped has no objects any more. */
export function afterSettling(
  clusters: Clusters,
  cluster: Cluster,
  shared: SharedCluster,
  reply: Reply,
): Promise<Reply> {
  return unlessStoreFails(reply, async () => {
    await doChores(clusters);
    if (!cluster.dropped) await shared.mirror.settle(shared.state);
  });
}

async function doChores({ chores }: Clusters): Promise<void> {
  for (const chore of chores.splice(0)) await chore();
}

/** The statement has had its effect by then; the next one tries to make up for what the bucket lacks. */
async function unlessStoreFails(reply: Reply, action: () => Promise<unknown>): Promise<Reply> {
  try {
    await action();
    return reply;
  } catch (error) {
    if (error instanceof ObjectStoreError) return storeFailed(`the statement was executed, but ${error.message}`);
    throw error;
  }
}

/** The error that leaves open what a statement has done. */
function storeFailed(message: string): Reply {
  return {
    kind: 'error',
    errno: 1105,
    sqlState: 'HY000',
    message: `The object store of this server failed: ${message}`,
  };
}

function isRestore(statement: Statement): boolean {
  return statement.kind === 'call' && statement.procedure.toLowerCase() === 'restore';
}

/** A restore goes by what is in the bucket, whoever has put it there or taken it away. */
async function lookForLosses(clusters: Clusters, cluster: Cluster, shared: SharedCluster): Promise<Reply | undefined> {
  const { state } = shared;
  try {
    const losses = await shared.mirror.readBack(state);
    if (losses.missing.length + losses.damaged.length === 0) return undefined;
    noteLosses(shared, losses);
    clusters.journal?.append({ kind: 'lost', cluster: cluster.name, ...losses });
    return undefined;
  } catch (error) {
    if (error instanceof ObjectStoreError) return storeFailed(error.message);
    throw error;
  }
}
