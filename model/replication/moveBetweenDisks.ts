import { type ChosenMove, movableOn } from './balance.ts';
import type { BackendLoad, PathLoad } from './clusterLoad.ts';
import { diskUse, keepsDisksEven } from './diskUse.ts';
import { backendById, type Draft } from './draft.ts';
import { isBalanced, isTaken } from './moveByCount.ts';
import type { Backend, BalanceKind, Replica, Tablet } from './state.ts';
import { bytesOn } from './usage.ts';

/**
 * Moves between the disks of one backend: by the use of disks and, where that is even enough, by the numbers of replicas of
 * each partition (replication notes 7b.13 to 7b.16). They switch a replica's path and make no second one.
 */
export function moveBetweenDisks(
  draft: Draft,
  medium: Tablet['medium'],
  backends: readonly BackendLoad[],
  most: number,
  moves: ChosenMove[],
): void {
  for (const load of backends) {
    const backend = backendById(draft.state, load.id);
    const paths = load.paths.filter(({ online, totalBytes }) => online && totalBytes > 0);
    if (backend === undefined || paths.length < 2) continue;
    if (isBalanced(draft, paths)) moveReplicas(draft, medium, backend, paths, most, moves);
    else moveBytes(draft, medium, backend, paths, most, moves);
  }
}

function moveBytes(
  draft: Draft,
  medium: Tablet['medium'],
  backend: Backend,
  paths: readonly PathLoad[],
  most: number,
  moves: ChosenMove[],
): void {
  const average = paths.reduce((sum, { usedShare }) => sum + usedShare, 0) / paths.length;
  const used = new Map(paths.map(({ pathHash, usedBytes }) => [pathHash, usedBytes]));
  const shareAfter = ({ pathHash, totalBytes }: PathLoad, bytes: number): number =>
    ((used.get(pathHash) ?? 0) + bytes) / totalBytes;
  for (const tablet of movableOn(draft, backend, medium, (tablet) => !isTaken(moves, tablet))) {
    if (moves.length >= most) return;
    const bytes = bytesOn(tablet, backend.id);
    const from = paths.find(({ pathHash }) => pathHash === replicaOn(tablet, backend)?.pathHash);
    if (from === undefined || bytes === 0 || shareAfter(from, -bytes) < average) continue;
    const to = paths.find((path) => path !== from && shareAfter(path, bytes) <= average);
    if (to === undefined) continue;
    moves.push(moveOf(tablet, backend, from.pathHash, to.pathHash, 'INTRA_NODE_DISK_USAGE'));
    used.set(from.pathHash, (used.get(from.pathHash) ?? 0) - bytes);
    used.set(to.pathHash, (used.get(to.pathHash) ?? 0) + bytes);
  }
}

function moveReplicas(
  draft: Draft,
  medium: Tablet['medium'],
  backend: Backend,
  paths: readonly PathLoad[],
  most: number,
  moves: ChosenMove[],
): void {
  const { profile } = draft.state;
  const use = diskUse(paths.map(({ pathHash, usedBytes, totalBytes }) => ({ key: pathHash, usedBytes, totalBytes })));
  for (const group of byPartition(movableOn(draft, backend, medium, (tablet) => !isTaken(moves, tablet))).values()) {
    const on = new Map(paths.map(({ pathHash }): [string, Tablet[]] => [pathHash, []]));
    for (const tablet of group) on.get(replicaOn(tablet, backend)?.pathHash ?? '')?.push(tablet);
    while (moves.length < most) {
      const ordered = [...on].sort(([, left], [, right]) => right.length - left.length);
      const [fullest, emptiest] = [ordered[0], ordered[ordered.length - 1]];
      const tablet = fullest?.[1][0];
      if (fullest === undefined || emptiest === undefined || tablet === undefined) break;
      if (fullest[1].length - emptiest[1].length <= 1) break;
      const bytes = bytesOn(tablet, backend.id);
      if (!keepsDisksEven(profile, use, fullest[0], emptiest[0], bytes)) break;
      use.move(fullest[0], emptiest[0], bytes);
      moves.push(moveOf(tablet, backend, fullest[0], emptiest[0], 'INTRA_NODE_TABLET_DISTRIBUTION'));
      emptiest[1].push(...fullest[1].splice(0, 1));
    }
  }
}

function byPartition(tablets: Iterable<Tablet>): Map<string, Tablet[]> {
  const groups = new Map<string, Tablet[]>();
  for (const tablet of tablets) {
    const key = `${tablet.tableId}/${tablet.partition}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [tablet]);
    else group.push(tablet);
  }
  return groups;
}

function replicaOn({ replicas }: Tablet, { id }: Backend): Replica | undefined {
  return replicas.find(({ backendId }) => backendId === id);
}

function moveOf(tablet: Tablet, { id }: Backend, from: string, to: string, balance: BalanceKind): ChosenMove {
  return { tablet, balance, source: { backendId: id, pathHash: from }, destination: { backendId: id, pathHash: to } };
}
