import { expectReplaceable, replaceFolder } from '../fixtures/files.ts';
import { jsonText } from '../fixtures/write.ts';
import type { CampaignResult } from '../properties/campaign-types.ts';
import { counterexampleFiles } from './counterexample.ts';
import { reportMarkdown } from './markdown.ts';
import { foldersOf, type Report, reportOf } from './report.ts';

const ownFile =
  /^(report\.(json|md)|counterexamples\/[A-Za-z0-9-]+\/(fixture\.json|law\.json|trace\.md|transcript\.sql|regression\.test\.ts))$/;

/**
 * All files of a report: path within its folder, and text. The same result gives the same bytes.
 *
 * @param result what the campaign gave.
 * @param complete whether the campaign has ended.
 */
export function reportFiles(result: CampaignResult, complete: boolean): ReadonlyMap<string, string> {
  const report = reportOf(result, complete);
  const files = new Map([
    ['report.json', jsonText(report)],
    ['report.md', reportMarkdown(result, report.counterexamples, complete)],
  ]);
  const folders = foldersOf(result.counterexamples);
  for (const [nth, counterexample] of result.counterexamples.entries()) {
    for (const [name, text] of counterexampleFiles(counterexample, result)) files.set(`${folders[nth]}/${name}`, text);
  }
  return files;
}

/**
 * Writes a report as one folder; an earlier report there is replaced as a whole.
 *
 * @param folder where; created if need be.
 * @param result what the campaign gave.
 * @param complete whether the campaign has ended. What is written before is kept when the process is killed, but need not
 *   survive a loss of power.
 * @returns the report.
 * @throws OutputError when the folder holds anything else than a report, or cannot be written; then it is as it was.
 */
export function writeReport(folder: string, result: CampaignResult, complete: boolean): Report {
  replaceFolder(folder, reportFiles(result, complete), { mayReplace: isReportFile, durable: complete });
  return reportOf(result, complete);
}

/**
 * Makes sure, before anything is judged, that a report can be written there.
 *
 * @param folder where; it need not exist.
 * @throws OutputError when it cannot.
 */
export function expectReportFolder(folder: string): void {
  expectReplaceable(folder, isReportFile);
}

/** Whether a file of that path within a folder belongs to a report, and may be replaced by the next one. */
export function isReportFile(path: string): boolean {
  return ownFile.test(path);
}
