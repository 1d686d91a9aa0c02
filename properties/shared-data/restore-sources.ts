import type { Restore } from '../../model/snapshot/commands.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { differencesOf } from './catalogs.ts';
import { type Ended, knownRestore, restoredDifferences } from './comparing.ts';
import { missingParts } from './folders.ts';
import { jobNamed } from './jobs.ts';
import { brokenSource, mustSucceed } from './restore-premises.ts';
import { sourceOf } from './restore-source.ts';
import type { Moment } from './story.ts';
import { momentOf } from './story-captures.ts';

const described = { of: 'sharedData', level: 'must', suite: 'restore', needs: [], form: 'step' } as const;

/** What is restored, and what a refused restore leaves (S12, S13; snapshot notes 7.9 and 9, RS-4 to RS-7). */
export const restoreSourceProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'RS-4',
    title: 'a single snapshot is restored from the meta folder as by its own path, with or without slashes at the end',
    clauses: ['S13'],
    judge: (step, say) => {
      const isAlone = foldersOf(step).length === 1;
      judgeMeta(step, say, (command) =>
        command.source.from === 'meta' ? isAlone : (command.source.trailingSlashes ?? 0) > 0,
      );
    },
  },
  {
    ...described,
    id: 'RS-5',
    title: 'of several snapshots in the meta folder the newest complete one is restored',
    clauses: ['S13'],
    level: 'should',
    judge: (step, say) => {
      if (step.profile.restoredFromMeta !== 'newestComplete' || foldersOf(step).length < 2) return;
      judgeMeta(step, say, (command) => command.source.from === 'meta');
      judgeChoice(step, say);
    },
  },
  {
    ...described,
    id: 'RS-6',
    title: 'an incomplete, damaged or absent snapshot is never restored, and no empty cluster comes up instead',
    clauses: ['S12'],
    judge: judgeBroken,
  },
  {
    ...described,
    id: 'RS-7',
    title: 'a restore that is refused for what can be known in advance leaves the FE as it was',
    clauses: ['S12'],
    level: 'should',
    form: 'eventually',
    start: watchRefused,
  },
];

function foldersOf(step: SharedDataStep): readonly { readonly name: string }[] {
  return step.command.do === 'restore' ? (sourceOf(step, step.command)?.folders ?? []) : [];
}

function judgeMeta(step: SharedDataStep, say: Say, concerns: (command: Restore) => boolean): void {
  const { command, outcome } = step;
  if (command.do !== 'restore' || !concerns(command)) return;
  if (mustSucceed(step, command)) {
    say.exercised();
    if (outcome.kind === 'refused')
      say.violated('restore refused', `this path can be restored, but: ${outcome.message}`);
  }
  const ended = knownRestore(step);
  const [difference] = ended === undefined ? [] : restoredDifferences(step, ended);
  if (difference !== undefined)
    say.violated('another cluster', `the restored cluster is another one: ${difference.message}`);
}

/** The job of the snapshot that was restored is the only one that a restore ends as FINISHED. */
function judgeChoice(step: SharedDataStep, say: Say): void {
  const ended: Ended | undefined = step.command.do === 'restore' ? knownRestore(step) : undefined;
  if (ended === undefined || step.command.do !== 'restore' || step.command.source.from !== 'meta') return;
  if (jobNamed(step.after, ended.source) === undefined)
    say.violated('older snapshot restored', `${ended.source} is the newest complete one, but another was restored`);
}

function judgeBroken(step: SharedDataStep, say: Say): void {
  const { command, outcome, after } = step;
  if (command.do !== 'restore' || command.killedAfter !== undefined || command.flaw !== undefined) return;
  const reason = brokenSource(step, command);
  if (reason === undefined || !isNoticed(step, command)) return;
  say.exercised();
  if (outcome.kind === 'refused') return;
  const { databases, tables, users, catalogs } = after.catalog;
  const isEmpty = [databases, tables, users, catalogs].every((list) => list.length === 0);
  const kind = isEmpty && after.isUp ? 'empty cluster came up' : 'broken snapshot restored';
  say.violated(kind, `the restore was accepted, although ${reason}`);
}

/** A hasty restore starts with whatever it finds (snapshot notes 7.9.7). */
function isNoticed(step: SharedDataStep, command: Restore): boolean {
  if (step.profile.restoreValidates === 'first') return true;
  const folders = sourceOf(step, command)?.folders ?? [];
  if (folders.length === 0) return true;
  if (command.source.from === 'meta') return false;
  const missing = folders.flatMap(missingParts);
  return missing.includes('VERSION') !== missing.includes('ROLE');
}

/** The cluster as it was before a restore that was refused. */
function watchRefused(): SharedDataWatcher {
  let kept: Moment | undefined;
  return (step, say) => {
    const { command, outcome, before, after, story, profile } = step;
    if (command.do === 'restore') {
      judgeFlaw(step, say, command);
      if (outcome.kind !== 'refused') kept = undefined;
      else if (!story.unsettled && command.killedAfter === undefined && isKnowable(step, command)) {
        kept ??= momentOf(before, story);
      } else if (profile.restoreValidates === 'late') kept = undefined;
    }
    if (kept === undefined) return;
    if (command.do === 'restore' && before.isUp && !after.isUp) {
      // A refusal says that nothing has changed: whoever tried started the FE again as it was.
      say.exercised();
      say.violated('FE down after a refused restore', 'a restore was refused, and now the FE does not come up again');
    }
    if (!after.isUp) {
      if (command.do === 'restartFrontend' && outcome.kind === 'refused') {
        say.exercised();
        say.violated('metadata destroyed', `a refused restore has left nothing to start from: ${outcome.message}`);
        kept = undefined;
      }
      return;
    }
    if (command.do === 'restore' || !before.isUp) judgeKept(step, say, kept);
    kept = undefined;
  };
}

function judgeFlaw({ outcome, profile }: SharedDataStep, say: Say, { flaw, killedAfter }: Restore): void {
  if (flaw === undefined || killedAfter !== undefined || profile.restoreValidates === 'late') return;
  say.exercised();
  if (outcome.kind !== 'refused') say.violated('flawed file accepted', `a file with this flaw was accepted: ${flaw}`);
}

/** Whether everything that was wrong could be known before anything was touched. */
function isKnowable(step: SharedDataStep, command: Restore): boolean {
  if (step.profile.restoreValidates === 'late') return command.flaw === 'unknownVolume';
  return true;
}

function judgeKept({ after, story }: SharedDataStep, say: Say, kept: Moment): void {
  say.exercised();
  const { written, hadLoadJobs: hasLoadJobs } = story;
  const comparing = { volumes: [], written, hasLoadJobs, isReadable: () => true };
  const [lost] = differencesOf(after.catalog, [kept], comparing).filter(({ about }) => about !== 'readability');
  if (lost !== undefined)
    say.violated('state changed by a refused restore', `a restore was refused, but afterwards ${lost.message}`);
}
