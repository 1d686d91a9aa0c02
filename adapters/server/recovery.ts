import type { Cluster } from './cluster.ts';
import { type Clusters, clusterNamed, dropCluster, privateCluster } from './clusters.ts';
import { execute } from './execute.ts';
import { type JournalEntry, paramOf } from './journal.ts';
import { Refusal } from './refusal.ts';
import type { Session } from './session.ts';
import { noteLosses } from './shared/losses.ts';
import { parseStatement } from './sql/index.ts';
import { parseTopology } from './topology.ts';

/**
 * Lets everything happen again that is in the journal, in memory. Nothing is written down a second time, because the
 * clusters must have no journal yet.
 * @returns clusters that were dropped, of which there may still be objects in the bucket
 */
export function replay(clusters: Clusters, entries: readonly JournalEntry[]): readonly Cluster[] {
  const dropped: Cluster[] = [];
  for (const entry of entries) replayEntry(clusters, entry, dropped);
  clusters.chores.length = 0;
  return dropped;
}

function replayEntry(clusters: Clusters, entry: JournalEntry, dropped: Cluster[]): void {
  switch (entry.kind) {
    case 'made':
      privateCluster(clusters, entry.cluster, parseTopology(entry.topology));
      return;
    case 'dropped': {
      const cluster = clusterNamed(clusters, entry.cluster);
      if (cluster === undefined) return;
      dropCluster(clusters, entry.cluster);
      dropped.push(cluster);
      return;
    }
    case 'cleared':
      return;
    case 'lost': {
      const shared = clusterNamed(clusters, entry.cluster)?.shared;
      if (shared !== undefined) noteLosses(shared, entry);
      return;
    }
    case 'statement':
      replayStatement(clusters, entry);
  }
}

function replayStatement(clusters: Clusters, entry: Extract<JournalEntry, { kind: 'statement' }>): void {
  const cluster = clusterNamed(clusters, entry.cluster);
  const parsed = parseStatement(entry.sql, entry.params.map(paramOf));
  if (cluster === undefined || !parsed.ok) return;
  const session: Session = {
    connectionId: 0,
    user: entry.user,
    clusters,
    sessions: new Map(),
    variables: new Map(),
    cluster,
    database: entry.database ?? undefined,
    transaction: undefined,
    choices: entry.choices,
    killed: false,
  };
  try {
    execute(session, parsed.statement);
  } catch (error) {
    // What was refused then is refused again.
    if (!(error instanceof Refusal)) throw error;
  }
}
