import type { Profile } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { Topology } from '../../model/scenario.ts';
import { type Clusters, newClusters } from './clusters.ts';
import { enterCluster } from './enterCluster.ts';
import { execute } from './execute.ts';
import { rollbackTransaction } from './loads.ts';
import { type Account, type Param, type Reply, type SqlSession, startMysqlServer } from './protocol/index.ts';
import { Refusal, refusal, syntaxRefusal } from './refusal.ts';
import { ok } from './replies.ts';
import { databaseNamed, type Session } from './session.ts';
import { parseStatement, type Statement } from './sql/index.ts';
import { defaultTopology } from './topology.ts';
import { serverVersion } from './variables.ts';

/** What {@link serve} needs. */
export interface ServeOptions {
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  readonly profile: Profile;
  /** The reference's rules, or a mutant's. */
  readonly rules: Rules;
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
  const clusters = newClusters(options.profile, options.rules, options.topology ?? defaultTopology);
  const sessions = new Map<number, Session>();
  return startMysqlServer({
    host: options.host,
    port: options.port,
    serverVersion,
    accounts: options.accounts ?? rootWithoutPassword,
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    open: ({ connectionId, user }) => openSession(clusters, sessions, connectionId, user),
  });
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

function answering(session: Session, action: () => Reply): Reply {
  if (session.killed) return { kind: 'disconnect' };
  try {
    return action();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function runStatement(session: Session, sql: string, params: readonly Param[]): Reply {
  const parsed = parseStatement(sql, params);
  if (!parsed.ok) throw syntaxRefusal(parsed);
  if (session.cluster.dropped) leaveDropped(session, parsed.statement);
  const { choices } = session;
  try {
    return execute(session, parsed.statement);
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
