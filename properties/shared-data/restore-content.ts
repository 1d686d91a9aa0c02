import type { CatalogView, SharedTableView } from '../../model/views/sharedData.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSeen, isStoreUsable, jobBoundMs } from './bounds.ts';
import { movedBy, tableNamed } from './catalogs.ts';
import { type Ended, knownRestore, restoredDifferences } from './comparing.ts';
import { mustSucceed } from './restore-premises.ts';

const described = { of: 'sharedData', level: 'must', suite: 'restore', needs: [], form: 'step' } as const;

/** What a restored cluster holds (S10, S12; snapshot notes 6.8 to 6.11 and 9, RS-1 to RS-3 and RS-17 to RS-19). */
export const restoreContentProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'RS-1',
    title: 'a whole snapshot can be restored, and the cluster has every object that it had at the capture',
    clauses: ['S10', 'S12'],
    judge: (step, say) => {
      judgeRefused(step, say);
      judgeAbout(step, say, 'objects', () => true);
    },
  },
  {
    ...described,
    id: 'RS-2',
    title: 'a restored table has the rows that were visible at the capture, and none from after it',
    clauses: ['S10'],
    judge: (step, say) => {
      judgeAbout(step, say, 'rows', hasTables);
      judgeLost(step, say);
    },
  },
  {
    ...described,
    id: 'RS-3',
    title: 'a load that was committed at the capture becomes visible after a restore',
    clauses: ['S10'],
    level: 'should',
    needs: ['advance'],
    form: 'eventually',
    start: watchCommitted,
  },
  {
    ...described,
    id: 'RS-17',
    title: 'what a snapshot does not hold is missed by its users only, not by the restore',
    clauses: ['S10'],
    judge: (step, say) => {
      const ended = knownRestore(step);
      const hadFunctions = ended?.moments.every(({ catalog }) => catalog.functions.length > 0) === true;
      if (hadFunctions) say.exercised();
      if (step.command.do !== 'restore' || !mustSucceed(step, step.command)) return;
      const { functions } = step.before.catalog;
      if (functions.length > 0 && step.outcome.kind === 'refused' && namesFunction(step.outcome.message))
        say.violated('restore needs a JAR', `a restore fails for a function: ${step.outcome.message}`);
    },
  },
  {
    ...described,
    id: 'RS-18',
    title: 'a snapshot that a restored cluster has made restores what that cluster had',
    clauses: ['S10', 'S12'],
    judge: (step, say) => {
      const isSecond = ({ restoration }: Ended): boolean => restoration.generation > 0;
      judgeAbout(step, say, 'objects', isSecond);
      judgeAbout(step, say, 'rows', isSecond);
    },
  },
  {
    ...described,
    id: 'RS-19',
    title: 'a restore that was broken off and begun again ends like any other',
    clauses: ['S12'],
    judge: (step, say) => {
      const wasKilled = (): boolean => step.story.wasKilled;
      judgeAbout(step, say, 'objects', wasKilled);
      judgeAbout(step, say, 'rows', wasKilled);
      if (step.story.wasKilled) judgeRefused(step, say);
    },
  },
];

function namesFunction(message: string): boolean {
  return /function|udf|jar/i.test(message);
}

function hasTables({ moments }: Ended): boolean {
  return moments.some(({ catalog }) => catalog.tables.some(({ loads = [] }) => loads.length > 0));
}

function judgeRefused(step: SharedDataStep, say: Say): void {
  const { command, outcome } = step;
  if (command.do !== 'restore' || !mustSucceed(step, command)) return;
  say.exercised();
  if (outcome.kind === 'refused')
    say.violated('restore refused', `the snapshot is whole and the file is right, but: ${outcome.message}`);
}

function judgeAbout(
  step: SharedDataStep,
  say: Say,
  about: 'objects' | 'rows',
  concerns: (ended: Ended) => boolean,
): void {
  const ended = knownRestore(step);
  if (ended === undefined || !concerns(ended)) return;
  say.exercised();
  for (const difference of restoredDifferences(step, ended)) {
    if (difference.about !== about) continue;
    const kind = about === 'rows' ? rowKind(difference.message) : `${difference.message.split(':')[0]} differ`;
    say.violated(kind, `after the restore of ${ended.source}: ${difference.message}`);
  }
}

/** What was lost by the last restore never comes back, and what is written after it is what is read. */
function judgeLost(step: SharedDataStep, say: Say): void {
  const { command, outcome, after, story } = step;
  if (!isSeen(step) || story.generation === 0) return;
  for (const { name, loads = [] } of story.lost.size === 0 ? [] : after.catalog.tables) {
    const lost = loads.find((load) => story.lost.has(load) && !(command.do === 'writeTable' && command.load === load));
    if (lost !== undefined)
      say.violated(
        'rows from after the capture',
        `${name} shows ${lost}, which is not in the snapshot that was restored`,
      );
  }
  if (command.do !== 'writeTable' || outcome.kind !== 'loaded' || outcome.status !== 'VISIBLE') return;
  const written = tableNamed(after.catalog, command.table);
  if (written?.loads?.includes(command.load) === false)
    say.violated('rows lost', `${command.load} was answered as visible after a restore, but ${command.table} lacks it`);
}

function rowKind(message: string): string {
  return message.endsWith('missing') ? 'rows lost' : 'rows from after the capture';
}

/** Loads that are certain to have been committed at the capture, with the paths of their tables. */
function watchCommitted(): SharedDataWatcher {
  const waiting = new Map<string, string>();
  let sinceMs = 0;
  return (step, say) => {
    const { command, after, afterMs, story } = step;
    const ended = knownRestore(step);
    if (command.do === 'restore') waiting.clear();
    if (ended !== undefined) for (const [load, path] of certain(ended)) waiting.set(load, path);
    if (waiting.size === 0) return;
    const goesOn = ended === undefined && after.isUp && isStoreUsable(step) && !story.publishHeld;
    if (!goesOn || command.do === 'holdPublish' || command.do === 'heal') sinceMs = afterMs;
    for (const [load, path] of waiting) {
      const table = tableAt(after.catalog, path);
      if (!after.isUp) continue;
      const isOver = table?.loads === undefined || table.loads.includes(load);
      if (isOver || afterMs - sinceMs > jobBoundMs(step)) waiting.delete(load);
      if (table?.loads === undefined) continue;
      if (isOver) say.exercised();
      else if (!waiting.has(load)) {
        say.exercised();
        say.violated(
          'committed load lost',
          `${load} was committed into ${table.name} at the capture, but is not visible`,
        );
      }
    }
  };
}

function certain({ moments, volumes }: Ended): readonly (readonly [load: string, path: string])[] {
  const [first, ...others] = moments;
  const isMoved = [...movedBy(volumes, first?.catalog.volumes ?? []).values()].some(({ from, to }) => from !== to);
  if (first === undefined || isMoved) return [];
  return [...first.committed].filter(([load, path]) =>
    [first, ...others].every(({ committed, catalog }) => {
      const table = tableAt(catalog, path);
      return table !== undefined && (committed.has(load) || table.loads?.includes(load) === true);
    }),
  );
}

function tableAt({ tables }: CatalogView, path: string): SharedTableView | undefined {
  return tables.find((table) => table.path === path);
}
