import { join } from 'node:path';
import type { Command } from 'commander';
import type { CampaignOptions, CampaignResult } from '../properties/campaign-types.ts';
import { propertiesOf } from '../properties/catalog.ts';
import { drawableSuites } from '../properties/generator/suites.ts';
import type { Suite } from '../properties/property.ts';
import { expectReportFolder, writeReport } from '../reports/folder.ts';
import type { Report } from '../reports/report.ts';
import { counted } from '../reports/text.ts';
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
    .action(async (options: CertifyOptions) => {
      const isChosen = command.getOptionValueSource('suite') !== 'default';
      context.exitWith(await certify(options, isChosen, context));
    });
}

async function certify(given: CertifyOptions, isChosen: boolean, context: Context): Promise<number> {
  const spec = parseTarget(given.target, context.env);
  expectReportFolder(given.out);
  const target = await openTarget(spec, given.profile, given.allowDestructive === true);
  try {
    const options = isChosen ? given : { ...given, suite: possibleSuites(given.suite, target, context) };
    const report = await judge(target, options, context);
    tell(report, options, context);
    return exitOf(report.verdict);
  } finally {
    await target.close();
  }
}

/** Nobody has said which suites: what the target cannot have is left out, and said. */
function possibleSuites(suites: readonly Suite[], { adapter }: OpenTarget, { stderr }: Context): readonly Suite[] {
  const possible = drawableSuites(suites, adapter.capabilities);
  const left = suites.filter((suite) => !possible.includes(suite));
  if (left.length > 0) {
    stderr.write(
      `not judged: ${left.join(', ')}; they need a bucket that both the target and this kit reach: ` +
        'set TABLETPROOF_S3_ENDPOINT and TABLETPROOF_S3_BUCKET, or name the suites with --suite\n',
    );
  }
  return possible;
}

/** Runs the campaign; what it finds is on disk at once, so that nothing ends it without a trace. */
async function judge(target: OpenTarget, options: CertifyOptions, { stderr }: Context): Promise<Report> {
  let found = 0;
  const save = (result: CampaignResult, complete: boolean): Report => {
    found = result.counterexamples.length;
    return writeReport(options.out, withoutSecrets(result, target.redact), complete);
  };
  const calm = onInterrupt(async () => {
    const kept =
      found === 0 ? 'nothing was found' : `${counted(found, 'counterexample')} can be found in ${options.out}`;
    stderr.write(`\ninterrupted; ${kept}\n`);
    await target.close();
  });
  try {
    const watching = {
      progress: progressLine(stderr),
      onFinding: (result: CampaignResult) => void save(result, false),
    };
    return save(await watchCampaign(campaignOptions(options, target), watching), true);
  } finally {
    calm();
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

function tell(report: Report, { format, out, target }: CertifyOptions, context: Context): void {
  const counterexamples = report.counterexamples.map((each) => ({ ...each, path: join(out, each.path) }));
  const document = { ...report, counterexamples };
  print(context, format, document, () => certificateText(document, out, target));
}
