import type { Observation } from '../adapters/adapter.ts';
import type { Medium } from '../model/scenario.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { gapProperties } from './load-gaps.ts';
import { loadLaws } from './load-laws.ts';
import {
  countOn,
  described,
  type Ends,
  isCalm,
  isDisabled,
  isFresh,
  judgeMoves,
  mediumOf,
  newMoves,
  offers,
  partitionsIn,
  shareOf,
  tabletOf,
} from './load-moves.ts';
import { moveOutcomes } from './load-outcomes.ts';
import { pickProperties } from './load-picks.ts';
import { loadStatistics } from './load-statistics.ts';
import { isRelease, tabletWithId } from './looks.ts';
import type { Property, Say, Step } from './property.ts';

const common = { suite: 'balancing', needs: ['advance'] } as const;

/** Properties of load statistics and balancing (R23 to R27; replication notes 7 and 10, LB). */
export const balanceProperties: readonly Property[] = [
  ...loadLaws,
  ...loadStatistics,
  {
    ...common,
    needs: ['advance', 'setConfig'],
    id: 'LB-9',
    title: 'nothing is moved while balancing is switched off, nor while the load is even',
    clauses: ['R23', 'R25'],
    level: 'should',
    form: 'step',
    of: 'all',
    judge: judgeNeedlessMoves,
  },
  {
    ...common,
    id: 'LB-10',
    title: 'replicas move from a backend with more load to one with less',
    clauses: ['R23'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: (step, say) =>
      judgeMoves(
        step,
        say,
        'moves to the higher load',
        tabletOf(step),
        isByLoad(step),
        isRelease(step.profile) ? fillsUp : climbs,
      ),
  },
  {
    ...common,
    id: 'LB-11',
    title: 'a move that no disk asks for starts on a backend with at least two replicas more',
    clauses: ['R23'],
    level: 'should',
    form: 'step',
    of: 'all',
    judge: (step, say) =>
      isRelease(step.profile)
        ? judgeCounts(step, say)
        : judgeMoves(step, say, 'too few replicas to move one', tabletOf(step), isByCount, hasTooFew),
  },
  ...pickProperties,
  ...moveOutcomes,
  ...gapProperties,
];

function judgeNeedlessMoves(step: Step, say: Say): void {
  if (step.command.do !== 'advance') return;
  const isOff = isDisabled(step.ledger);
  if (isOff) say.exercised();
  for (const task of newMoves(step)) {
    if (isOff) say.violated('moved while disabled', `${described(task)} was picked, but balancing is switched off`);
    else if (isEven(step, task))
      say.violated('moved without need', `${described(task)} was picked, but the load is even`);
  }
}

/** Whether nothing needed to move on the medium of the tablet when this move was picked. */
function isEven(step: Step, task: TaskRow): boolean {
  const tablet = tabletOf(step)(task);
  const medium = tablet === undefined ? undefined : mediumOf(step, tablet);
  if (medium === undefined) return false;
  if (!isRelease(step.profile)) return isFresh(step, task) && isAllMid(step.after, medium);
  return isCalm(step) && [step.before, step.after].every((seen) => isEvenlyUsed(step, seen, medium));
}

/** Interpretation 14: with only classes MID nothing moves. */
function isAllMid({ load }: Observation, medium: Medium): boolean {
  return load[medium].length > 0 && load[medium].every((row) => row.Class === 'MID');
}

/** Replication notes 7b.14 and 7b.16: disks are less used than matters, and no partition has two replicas to spare. */
function isEvenlyUsed({ before, profile }: Step, { load, backends }: Observation, medium: Medium): boolean {
  const rows = load[medium];
  if (rows.length === 0 || rows.some((row) => shareOf(row) >= profile.diskSafeThreshold)) return false;
  const offering = backends.filter((backend) => offers(backend, medium));
  for (const tablets of partitionsIn(before).values()) {
    const counts = offering.map(({ id }) => countOn(tablets, id));
    if (Math.max(...counts) - Math.min(...counts) > 1) return false;
  }
  return true;
}

/** Which moves a comparison of loads is about: in a release only those that even out the use of disks. */
function isByLoad({ profile }: Step): (task: TaskRow) => boolean {
  return ({ Status }) => !isRelease(profile) || Status === 'INTER_NODE_DISK_USAGE';
}

function climbs(_task: TaskRow, { source, destination }: Ends): string | undefined {
  if (source.Score > destination.Score) return undefined;
  return `the scores are ${source.Score} and ${destination.Score}`;
}

function fillsUp(_task: TaskRow, { source, destination }: Ends): string | undefined {
  if (shareOf(source) > shareOf(destination)) return undefined;
  return `the disks are used to ${shareOf(source)} and ${shareOf(destination)}`;
}

/** Below half of the capacity both parts of the score weigh the same, so that fuller disks never lower it. */
function isByCount(_task: TaskRow, { source, destination }: Ends): boolean {
  return shareOf(source) <= shareOf(destination) && shareOf(destination) < 0.5;
}

function hasTooFew(_task: TaskRow, { source, destination }: Ends): string | undefined {
  if (source.ReplicaNum - destination.ReplicaNum >= 2) return undefined;
  return `the source has ${source.ReplicaNum} replicas and no fuller disks, the destination ${destination.ReplicaNum}`;
}

/** In a release the replicas of each partition are evened out by themselves (replication notes 7b.16). */
function judgeCounts(step: Step, say: Say): void {
  if (step.command.do !== 'advance' || !isCalm(step)) return;
  const moves = newMoves(step).filter(({ Status }) => Status === 'INTER_NODE_TABLET_DISTRIBUTION');
  if (moves.length === 0) return;
  const partitions = partitionsIn(step.before);
  for (const task of moves) {
    const tablet = tabletWithId(step.before, task.TabletId);
    const tablets = partitions.get(`${tablet?.table}/${tablet?.partition}`);
    if (tablets === undefined) continue;
    say.exercised();
    const [from, to] = [countOn(tablets, task.SrcBe), countOn(tablets, task.DestBe)];
    if (from - to < 2)
      say.violated('too few replicas to move one', `${described(task)}: they have ${from} and ${to} of the partition`);
  }
}
