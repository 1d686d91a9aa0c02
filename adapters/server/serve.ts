import type { Profile } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { Topology } from '../../model/scenario.ts';
import type { RestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import type { SnapshotRules } from '../../model/snapshot/rules.ts';
import type { ObjectHome } from './bucket/mirror.ts';
import type { Clusters } from './clusters.ts';
import { enterCluster } from './enterCluster.ts';
import { execute } from './execute.ts';
import { rollbackTransaction } from './loads.ts';
import { type Account, type Param, type Reply, type SqlSession, startMysqlServer } from './protocol/index.ts';
import { Refusal, refusal, syntaxRefusal } from './refusal.ts';
import { ok } from './replies.ts';
import { databaseNamed, type Session } from './session.ts';
import { tookManualCreation } from './shared/manual.ts';
import { afterChores, afterSettling, runOnShared } from './shared/running.ts';
import { parseStatement, type Statement } from './sql/index.ts';
import { startClusters } from './start.ts';
import { serverVersion } from './variables.ts';

/** What {@link serve} needs. */
export interface ServeOptions {
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  readonly profile: Profile;
  /** The reference's rules, or a mutant's. */
  readonly rules: Rules;
  /** The same for snapshots; the reference's when not given. */
  readonly snapshotRules?: SnapshotRules;
  /** The same for reading a cluster_snapshot.yaml. */
  readonly restoreFileRules?: RestoreFileRules;
  /** Where clusters with shared data keep their objects; a bucket in memory when not given. */
  readonly objects?: ObjectHome;
  /** Where clusters with shared data outlive the server; nothing does when it is not given. */
  readonly dataDirectory?: string;
  /** The backends of the cluster that clients find; four of one disk each when not given. */
  readonly topology?: Topology;
  /** Who may log in; `root` without a password when not given. */
  readonly accounts?: readonly Account[];
  /** PEM texts; without them the server does not offer TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A server that runs. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** Ends every connection; resolves when all are gone. */
  close(): Promise<void>;
}

const rootWithoutPassword: readonly Account[] = [{ user: 'root', password: '', plugin: 'mysql_native_password' }];

/**
 * Puts the model behind the MySQL protocol: one cluster for everybody, and private ones that `CALL chaos.use_cluster` makes.
 * Time in a cluster is virtual: it passes only with `CALL chaos.advance`.
 * Rejects when the port cannot be bound or the options are not usable.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  // The parser is built with the first statement, for which no client should have to wait.
  parseStatement('', []);
  const clusters = await startClusters(options);
  const sessions = new Map<number, Session>();
  const server = await startMysqlServer({
    host: options.host,
    port: options.port,
    serverVersion,
    accounts: options.accounts ?? rootWithoutPassword,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    open: ({ connectionId, user }) => openSession(clusters, sessions, connectionId, user),
  });
  return {
    host: server.host,
    port: server.port,
    close: async () => {
      await server.close();
      clusters.journal?.close();
    },
  };
}

function openSession(
  clusters: Clusters,
  sessions: Map<number, Session>,
  connectionId: number,
  user: string,
): SqlSession {
  const session: Session = {
    connectionId,
    user,
    clusters,
    sessions,
    variables: new Map(),
    cluster: clusters.shared,
    database: undefined,
    transaction: undefined,
    choices: [],
    killed: false,
  };
  clusters.shared.connections += 1;
  sessions.set(connectionId, session);
  return {
    query: (sql, params) => answering(session, () => runStatement(session, sql, params)),
    useDatabase: (name) => answering(session, () => useDatabase(session, name)),
    reset: () => resetSession(session),
    close: () => {
      rollbackTransaction(session);
      session.cluster.connections -= 1;
      if (sessions.get(connectionId) === session) sessions.delete(connectionId);
    },
  };
}

function answering(session: Session, action: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
  if (session.killed) return { kind: 'disconnect' };
  try {
    const reply = action();
    return reply instanceof Promise ? reply.catch(refused) : reply;
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Reply {
  if (error instanceof Refusal) return error.reply;
  throw error;
}

function runStatement(session: Session, sql: string, params: readonly Param[]): Reply | Promise<Reply> {
  const parsed = parseStatement(sql, params);
  if (!parsed.ok) return withoutStatement(session, sql, syntaxRefusal(parsed));
  if (session.cluster.dropped) leaveDropped(session, parsed.statement);
  const { statement } = parsed;
  const run = (): Reply => runParsed(session, statement);
  const { shared } = session.cluster;
  if (shared === undefined) return afterChores(session.clusters, run());
  return runOnShared(session, shared, { statement, sql, params }, run);
}

/** What is no statement is refused, unless a faulty system takes it for one. */
async function withoutStatement({ clusters, cluster }: Session, sql: string, refusal: Refusal): Promise<Reply> {
  const { shared } = cluster;
  if (shared === undefined || !tookManualCreation(shared, sql)) throw refusal;
  return afterSettling(clusters, cluster, shared, ok);
}

function runParsed(session: Session, statement: Statement): Reply {
  const { choices } = session;
  try {
    return execute(session, statement);
  } finally {
    // Decisions are for one statement, whether it takes them or not.
    if (session.choices === choices) session.choices = [];
  }
}

/** Puts the connection back on the cluster that everybody shares, which all but procedures are told of once. */
function leaveDropped(session: Session, statement: Statement): void {
  const { name } = session.cluster;
  enterCluster(session, session.clusters.shared);
  if (statement.kind !== 'call') {
    throw refusal(`Cluster '${name}' was dropped; this connection is back on the default one.`);
  }
}

function useDatabase(session: Session, name: string): Reply {
  session.database = databaseNamed(session, name).name;
  return ok;
}

function resetSession(session: Session): void {
  enterCluster(session, session.clusters.shared);
  session.transaction = undefined;
  session.variables.clear();
}
