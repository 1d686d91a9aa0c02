import { type Answer, listingCells, refusing, type Shown } from './answer.ts';
import { backendsNode } from './backendRows.ts';
import { balanceNode } from './procBalance.ts';
import { databasesNode } from './procDatabases.ts';
import type { ProcNode } from './procNode.ts';
import { statisticNode } from './statistic.ts';

const roots: readonly (readonly [string, ProcNode])[] = [
  ['backends', backendsNode],
  ['cluster_balance', balanceNode],
  ['dbs', databasesNode],
  ['statistic', statisticNode],
];

const root: ProcNode = {
  show: (shown) =>
    listingCells(
      shown,
      ['name'],
      roots.map(([name]) => [name]),
    ),
};

/** SHOW PROC (R15, R16, R20, R21, R25, R28, R29; replication notes 8.6 to 8.8). */
export function showProc(shown: Shown, path: string): Answer {
  const node = nodeAt(shown, path);
  if (typeof node !== 'string') return node.show(shown);
  if (shown.rules.onUnknown('path') === 'ignore') return listingCells(shown, [], []);
  return refusing(`Unknown proc node path: ${path}. msg: ${node}`);
}

/** The node of a path, or why there is none. Repeated slashes count once, and what follows a blank is ignored (8.52). */
function nodeAt(shown: Shown, path: string): ProcNode | string {
  if (!path.startsWith('/')) return `Path(${path}) does not start with '/'`;
  const [first, ...rest] = (path.split(/\s/, 1)[0] ?? '').split('/').filter((name) => name !== '');
  if (first === undefined) return root;
  const start = roots.find(([name]) => name === first)?.[1];
  if (start === undefined) return `Cannot find path: ${path}${rest.length > 0 ? ' is not a directory' : ''}`;
  let node: ProcNode | string = start;
  for (const name of rest) {
    if (node.child === undefined) return `Cannot find path: ${path} is not a directory`;
    node = node.child(shown, name);
    if (typeof node === 'string') return node;
  }
  return node;
}
