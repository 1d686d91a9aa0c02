import { join } from 'node:path';
import type { Command } from 'commander';
import type { CampaignOptions, CampaignResult } from '../properties/campaign-types.ts';
import { propertiesOf } from '../properties/catalog.ts';
import { expectReportFolder, writeReport } from '../reports/folder.ts';
import type { Report } from '../reports/report.ts';
import { watchCampaign } from './campaign.ts';
import { certificateText } from './certificate.ts';
import { type Context, print } from './context.ts';
import { exitOf } from './exits.ts';
import { onInterrupt } from './interrupt.ts';
import {
  type DrawOptions,
  defaultReportFolder,
  type OutputOptions,
  type ProfileOptions,
  type TargetOptions,
  withDrawing,
  withFormat,
  withProfile,
  withTarget,
  withTime,
} from './options.ts';
import { progressLine } from './progress.ts';
import { withoutSecrets } from './secrets.ts';
import { type OpenTarget, openTarget, parseTarget } from './targets.ts';

type CertifyOptions = OutputOptions &
  ProfileOptions &
  TargetOptions &
  DrawOptions & { readonly time?: number; readonly out: string };

/** `certify`: judges a target, writes a report and says whether it conforms. */
export function addCertify(program: Command, context: Context): void {
  const command = program.command('certify').description('judge a target and write a report');
  withTime(withDrawing(withProfile(withTarget(command))));
  withFormat(command)
    .option('--out <dir>', 'where the report goes', defaultReportFolder)
    .action(async (options: CertifyOptions) => context.exitWith(await certify(options, context)));
}

async function certify(options: CertifyOptions, context: Context): Promise<number> {
  const spec = parseTarget(options.target, context.env);
  expectReportFolder(options.out);
  const target = await openTarget(spec, options.profile, options.allowDestructive === true);
  const calm = endCleanly(target, options, context);
  try {
    const save = (result: CampaignResult, complete: boolean): Report =>
      writeReport(options.out, withoutSecrets(result, target.redact), complete);
    const progress = progressLine(context.stderr);
    const watching = { progress, onFinding: (result: CampaignResult) => void save(result, false) };
    const result = await watchCampaign(campaignOptions(options, target), watching);
    tell(save(result, true), options, context);
    return exitOf(result.verdict);
  } finally {
    calm();
    await target.close();
  }
}

/** The options of a campaign as the command line gives them. */
export function campaignOptions(
  options: DrawOptions & ProfileOptions & { readonly time?: number },
  { adapter }: Pick<OpenTarget, 'adapter'>,
): CampaignOptions {
  return {
    adapter,
    profile: options.profile,
    suites: options.suite,
    properties: propertiesOf(options.suite),
    seed: options.seed,
    runs: options.runs,
    length: options.length,
    timeLimitMs: options.time,
    shrinkExecutions: options.shrink,
  };
}

/** A target in memory never lets go of the thread, so that a handler would only keep the interrupt from ending it. */
function endCleanly(target: OpenTarget, { out }: CertifyOptions, { stderr }: Context): () => void {
  if (target.adapter.mode === 'sync') return () => undefined;
  return onInterrupt(async () => {
    stderr.write(`\ninterrupted; counterexamples that were found are in ${out}\n`);
    await target.close();
  });
}

function tell(report: Report, { format, out, target }: CertifyOptions, context: Context): void {
  const counterexamples = report.counterexamples.map((each) => ({ ...each, path: join(out, each.path) }));
  const document = { ...report, counterexamples };
  print(context, format, document, () => certificateText(document, out, target));
}
