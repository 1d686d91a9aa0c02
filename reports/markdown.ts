import type { CampaignResult, Counterexample, PropertyResult } from '../properties/campaign-types.ts';
import type { ReportedCounterexample } from './report.ts';
import { scopeLine, verdictLine } from './summary.ts';
import { markdown, markdownTable } from './text.ts';
import { evidenceMarkdown } from './trace.ts';

/**
 * `report.md`: the verdict, every property, and each counterexample told. Whatever came from the target shows as plain text.
 *
 * @param result what the campaign gave.
 * @param listed its counterexamples as `report.json` lists them, in the same order.
 */
export function reportMarkdown(
  result: CampaignResult,
  listed: readonly ReportedCounterexample[],
  complete: boolean,
): string {
  return [
    `# ${markdown(verdictLine(result))}`,
    `${markdown(scopeLine(result))}.`,
    ...(complete ? [] : ['This run has not ended: it goes on, or it was killed.']),
    ...interruption(result),
    '## Properties',
    propertyTable(result.properties),
    ...counterexamples(result, listed),
    '',
  ].join('\n\n');
}

function interruption({ interrupted }: CampaignResult): readonly string[] {
  if (interrupted === undefined) return [];
  return [`The target broke off (${markdown(interrupted.fault)}): ${markdown(interrupted.message)}`];
}

function propertyTable(properties: readonly PropertyResult[]): string {
  const head = ['property', 'clauses', 'level', 'verdict', 'exercised', 'what it promises'];
  return markdownTable(head, properties.map(propertyCells));
}

function propertyCells({ id, clauses, level, verdict, exercised, title, reason }: PropertyResult): readonly string[] {
  const why = reason === undefined ? '' : ` (${markdown(reason)})`;
  const shown = verdict === 'pass' ? verdict : `**${verdict}**`;
  return [markdown(id), clauses.map(markdown).join(', '), level, shown, String(exercised), `${markdown(title)}${why}`];
}

function counterexamples(result: CampaignResult, listed: readonly ReportedCounterexample[]): readonly string[] {
  if (result.counterexamples.length === 0) return [];
  return [
    '## Counterexamples',
    ...result.counterexamples.flatMap((each, nth) => section(each, listed[nth]?.path ?? '')),
  ];
}

function section(counterexample: Counterexample, path: string): readonly string[] {
  return [
    `### ${markdown(counterexample.property)}: ${markdown(counterexample.kind)}`,
    markdown(counterexample.message),
    ...evidenceMarkdown(counterexample),
    `Replay it from [${markdown(path)}](${path}).`,
  ];
}
