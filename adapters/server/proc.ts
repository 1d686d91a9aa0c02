import { backendRows, diskRows, statisticDetailRow, statisticRows } from '../../model/replication/showCluster.ts';
import { disksView } from '../../model/views/catalog.ts';
import { backendsView, statisticDetailView, statisticView } from '../../model/views/replication.ts';
import type { Cluster } from './cluster.ts';
import { balanceNode } from './procBalance.ts';
import { databasesNode } from './procDatabases.ts';
import { type ProcNode, UnknownNode } from './procNode.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { textRows, viewRows } from './replies.ts';

const backends: ProcNode = {
  show: ({ state }) => viewRows(backendsView, backendRows(state), state.profile),
  child: ({ state }, name) => {
    const backend = state.backends.find((candidate) => String(candidate.id) === name);
    if (!/^\d+$/.test(name)) throw new UnknownNode(`Invalid backend id format: ${name}`);
    if (backend === undefined) throw new UnknownNode(`Backend[${name}] does not exist.`);
    return { show: ({ state: { profile } }) => viewRows(disksView, diskRows(state, backend), profile) };
  },
};

const statistic: ProcNode = {
  show: ({ state, rules }) => viewRows(statisticView, statisticRows(state, rules), state.profile),
  child: ({ state, rules }, name) => {
    if (!/^\d+$/.test(name)) throw new UnknownNode(`Invalid db id format: ${name}`);
    const database = state.databases.find((candidate) => String(candidate.id) === name);
    if (database === undefined) throw new UnknownNode(`Invalid db id: ${name}`);
    const row = statisticDetailRow(state, rules, database);
    return { show: ({ state: { profile } }) => viewRows(statisticDetailView, [row], profile) };
  },
};

const roots: ReadonlyMap<string, ProcNode> = new Map([
  ['backends', backends],
  ['cluster_balance', balanceNode],
  ['dbs', databasesNode],
  ['statistic', statistic],
]);

const root: ProcNode = {
  show: () =>
    textRows(
      ['name'],
      [...roots.keys()].map((name) => [name]),
    ),
};

/** SHOW PROC (replication notes 8.7, 8.8). Repeated slashes count once, and what follows a blank is ignored (8.52). */
export function showProc(cluster: Cluster, path: string): Reply {
  try {
    return nodeAt(cluster, path).show(cluster);
  } catch (error) {
    if (error instanceof UnknownNode) throw analyzing(`Unknown proc node path: ${path}. msg: ${error.message}`);
    throw error;
  }
}

function nodeAt(cluster: Cluster, path: string): ProcNode {
  if (!path.startsWith('/')) throw new UnknownNode(`Path(${path}) does not start with '/'`);
  const [first, ...rest] = (path.split(/\s/, 1)[0] ?? '').split('/').filter((name) => name !== '');
  if (first === undefined) return root;
  const start = roots.get(first);
  if (start === undefined)
    throw new UnknownNode(`Cannot find path: ${path}${rest.length > 0 ? ' is not a directory' : ''}`);
  return rest.reduce((node, name) => childOf(cluster, node, name), start);
}

function childOf(cluster: Cluster, node: ProcNode, name: string): ProcNode {
  if (node.child === undefined) throw new UnknownNode(`Cannot find path: ${name} is not a directory`);
  return node.child(cluster, name);
}
