import { join } from 'node:path';
import type { PropertyResult } from '../properties/campaign-types.ts';
import type { Report, ReportedCounterexample } from '../reports/report.ts';
import { scopeLine, verdictLine } from '../reports/summary.ts';
import { plain } from '../reports/text.ts';
import { shellWord } from './shell.ts';
import { alignedTable, type Column } from './table.ts';

const columns: readonly Column[] = [
  { head: 'property' },
  { head: 'level' },
  { head: 'verdict' },
  { head: 'exercised', align: 'right' },
  { head: 'clauses' },
  { head: 'promise' },
];

/**
 * A report for a terminal: every property, what is open, what broke and how to see it again, the verdict.
 *
 * @param report what was found; the paths of its counterexamples lead to them from here.
 * @param out the report's folder.
 * @param target as the user named it.
 */
export function certificateText(report: Report, out: string, target: string): string {
  const blocks = [
    alignedTable(columns, report.properties.map(cells)),
    openLines(report.properties.filter(isOpen)).join('\n'),
    report.counterexamples.map((each) => failureText(each, report, target)).join('\n\n'),
    report.interrupted === undefined ? '' : `the target broke off: ${plain(report.interrupted.message)}`,
    `${verdictLine(report)}\n${plain(scopeLine(report))}\nreport: ${join(out, 'report.md')}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function cells({ id, level, verdict, exercised, clauses, title }: PropertyResult): readonly string[] {
  return [id, level, verdict, String(exercised), clauses.join(','), title];
}

function isOpen({ verdict }: PropertyResult): boolean {
  return verdict === 'vacuous' || verdict === 'unknown';
}

/** One line for each reason, because a target that breaks off leaves everything open for the same one. */
function openLines(open: readonly PropertyResult[]): string[] {
  const ids = new Map<string, string[]>();
  for (const { id, verdict, reason } of open) {
    const why = `${verdict}: ${plain(reason ?? 'no reason was given')}`;
    ids.set(why, [...(ids.get(why) ?? []), id]);
  }
  return [...ids].map(([why, named]) => `${named.join(', ')} ${named.length === 1 ? 'is' : 'are'} ${why}`);
}

function failureText(counterexample: ReportedCounterexample, report: Report, target: string): string {
  const { property, kind, message, commands, path } = counterexample;
  const length = commands === 0 ? '' : `, ${commands} commands`;
  const said = `${property} (${kind}${length}): ${message}`;
  return `${plain(said)}\n  ${replayLine(path, report, target)}`;
}

/** A line for a shell that shows the failure again. A password is not in it: it comes from the environment. */
function replayLine(path: string, { profile }: Report, target: string): string {
  const shown = target.replace(/^(mysql:\/\/[^:@/]*):[^/]*@/, '$1@');
  const permission = shown.startsWith('mysql:') ? ['--allow-destructive'] : [];
  const words = ['npx', 'tabletproof', 'replay', path, '--target', shown, ...permission, '--profile', profile];
  return words.map(shellWord).join(' ');
}
