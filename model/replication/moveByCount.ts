import { type ChosenMove, isMovable, movableOn, pathOn } from './balance.ts';
import { type BackendLoad, mediums } from './clusterLoad.ts';
import { type DiskUse, diskUse, keepsDisksEven } from './diskUse.ts';
import { backendById, type Draft, tabletAt } from './draft.ts';
import { moveBetweenDisks } from './moveBetweenDisks.ts';
import type { Backend, BalanceKind, Partition, Tablet } from './state.ts';
import { bytesOn } from './usage.ts';

/**
 * Moves that even out the use of disks and, where that is even enough, the numbers of replicas of each partition
 * (replication notes 7b, between backends).
 *
 * @param most how many at the most.
 */
export function movesByDiskAndTablet(draft: Draft, most: number): ChosenMove[] {
  const moves: ChosenMove[] = [];
  for (const medium of mediums) {
    const load = draft.state.statistics.load[medium];
    if (load === undefined) continue;
    const backends = load.backends.filter(({ available, totalBytes }) => available && totalBytes > 0);
    const before = moves.length;
    if (isBalanced(draft, backends)) moveTablets(draft, medium, backends, most, moves);
    else moveBytes(draft, medium, backends, most, moves);
    if (moves.length === before) moveBetweenDisks(draft, medium, backends, most, moves);
  }
  return moves;
}

/** Whether disks are used evenly, or too little to care (replication notes 7b.14). */
export function isBalanced({ state: { profile } }: Draft, loads: readonly { readonly usedShare: number }[]): boolean {
  const shares = loads.map(({ usedShare }) => usedShare);
  const most = Math.max(0, ...shares);
  return most < profile.diskSafeThreshold || most - Math.min(...shares) < profile.loadScoreThreshold;
}

/** 7b.15: from backends above the average to others, as long as neither end crosses it. */
function moveBytes(
  draft: Draft,
  medium: Tablet['medium'],
  backends: readonly BackendLoad[],
  most: number,
  moves: ChosenMove[],
): void {
  const average = backends.reduce((sum, { usedShare }) => sum + usedShare, 0) / backends.length;
  const used = new Map(backends.map(({ id, usedBytes }) => [id, usedBytes]));
  const shareAfter = ({ id, totalBytes }: BackendLoad, bytes: number): number =>
    ((used.get(id) ?? 0) + bytes) / totalBytes;
  const sources = backends.filter(({ usedShare }) => usedShare > average);
  const destinations = backends.filter(({ usedShare }) => usedShare <= average);
  for (const source of sources) {
    const from = backendById(draft.state, source.id);
    const isWorth = (tablet: Tablet): boolean => {
      const bytes = bytesOn(tablet, source.id);
      return bytes > 0 && shareAfter(source, -bytes) >= average;
    };
    for (const tablet of from === undefined ? [] : movableOn(draft, from, medium, isWorth)) {
      if (moves.length >= most) return;
      const bytes = bytesOn(tablet, source.id);
      const destination = destinations.find((other) => {
        const to = backendById(draft.state, other.id);
        return shareAfter(other, bytes) <= average && to !== undefined && pathOn(draft, to, tablet) !== undefined;
      });
      if (destination === undefined || isTaken(moves, tablet)) continue;
      add(draft, moves, tablet, source.id, destination.id, 'INTER_NODE_DISK_USAGE');
      used.set(source.id, (used.get(source.id) ?? 0) - bytes);
      used.set(destination.id, (used.get(destination.id) ?? 0) + bytes);
    }
  }
}

/** 7b.16: within each partition from the backend with most replicas to the one with fewest. */
function moveTablets(
  draft: Draft,
  medium: Tablet['medium'],
  backends: readonly BackendLoad[],
  most: number,
  moves: ChosenMove[],
): void {
  const hosts = backends.flatMap(({ id }) => backendById(draft.state, id) ?? []);
  const use = diskUse(backends.map(({ id, usedBytes, totalBytes }) => ({ key: id, usedBytes, totalBytes })));
  for (const table of draft.state.tables) {
    if (table.medium !== medium || table.altering) continue;
    for (const partition of table.partitions) moveWithinPartition(draft, partition, hosts, use, most, moves);
  }
}

function moveWithinPartition(
  draft: Draft,
  partition: Partition,
  hosts: readonly Backend[],
  use: DiskUse<number>,
  most: number,
  moves: ChosenMove[],
): void {
  const tablets: Tablet[] = [];
  for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
    const tablet = tabletAt(draft, partition.firstTablet + bucket);
    if (tablet !== undefined) tablets.push(tablet);
  }
  const counts = new Map(hosts.map(({ id }) => [id, tablets.filter((tablet) => isOn(tablet, id)).length]));
  const ofHost = ({ id }: Backend): number => counts.get(id) ?? 0;
  while (moves.length < most) {
    const ordered = [...hosts].sort((left, right) => ofHost(right) - ofHost(left));
    const fullest = ordered[0];
    const emptiest = ordered[ordered.length - 1];
    if (fullest === undefined || emptiest === undefined || ofHost(fullest) - ofHost(emptiest) <= 1) return;
    const tablet = tablets.find(
      (candidate) =>
        isOn(candidate, fullest.id) &&
        !isTaken(moves, candidate) &&
        keepsDisksEven(draft.state.profile, use, fullest.id, emptiest.id, bytesOn(candidate, fullest.id)) &&
        isMovable(draft, candidate) &&
        pathOn(draft, emptiest, candidate) !== undefined,
    );
    if (tablet === undefined) return;
    add(draft, moves, tablet, fullest.id, emptiest.id, 'INTER_NODE_TABLET_DISTRIBUTION');
    use.move(fullest.id, emptiest.id, bytesOn(tablet, fullest.id));
    counts.set(fullest.id, ofHost(fullest) - 1);
    counts.set(emptiest.id, ofHost(emptiest) + 1);
  }
}

function add(
  draft: Draft,
  moves: ChosenMove[],
  tablet: Tablet,
  sourceId: number,
  destinationId: number,
  balance: BalanceKind,
): void {
  const moved = tablet.replicas.find(({ backendId }) => backendId === sourceId);
  const to = backendById(draft.state, destinationId);
  const destination = to === undefined ? undefined : pathOn(draft, to, tablet);
  if (moved === undefined || destination === undefined) return;
  moves.push({ tablet, balance, source: { backendId: sourceId, pathHash: moved.pathHash }, destination });
}

/** Whether a move of this tablet was picked already: one at a time. */
export function isTaken(moves: readonly ChosenMove[], tablet: Tablet): boolean {
  return moves.some((move) => move.tablet === tablet);
}

function isOn({ replicas }: Tablet, backendId: number): boolean {
  return replicas.some((replica) => replica.backendId === backendId);
}
