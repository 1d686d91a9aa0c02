import type { Command } from 'commander';
import { profileNameOf, type Replayable } from '../fixtures/documents.ts';
import { expectProfile, readReplayable } from '../fixtures/read.ts';
import { type ReplayResult, replayAny } from '../fixtures/replay.ts';
import type { Profile } from '../model/profile.ts';
import { properties } from '../properties/catalog.ts';
import { type Context, print } from './context.ts';
import { exitOf, worstOf } from './exits.ts';
import { type OutputOptions, type TargetOptions, withFormat, withTarget } from './options.ts';
import { progressLine } from './progress.ts';
import type { Redact } from './secrets.ts';
import { alignedTable } from './table.ts';
import { openTarget, parseTarget, type TargetSpec } from './targets.ts';
import { profileValue } from './values.ts';

type ReplayOptions = OutputOptions & TargetOptions & { readonly profile?: Profile };

interface Input {
  readonly path: string;
  readonly replayable: Replayable;
}

type Replayed = ReplayResult & { readonly path: string };

/** `replay FILE...`: runs fixtures, scenarios and counterexamples again. */
export function addReplay(program: Command, context: Context): void {
  const command = program
    .command('replay')
    .description('run fixtures or counterexamples again')
    .argument('<file...>', 'fixtures, bare scenarios or broken laws')
    .option('--profile <name>', 'what the target promises, if not what each file says', profileValue);
  withFormat(withTarget(command)).action(async (paths: readonly string[], options: ReplayOptions) =>
    context.exitWith(await replayFiles(paths, options, context)),
  );
}

async function replayFiles(paths: readonly string[], options: ReplayOptions, context: Context): Promise<number> {
  const spec = parseTarget(options.target, context.env);
  // All files are read before any of them is run, so that a broken one costs nothing.
  const inputs = paths.map((path) => ({ path, replayable: readReplayable(path) }));
  const fixtures = await replayInputs(inputs, spec, options, context);
  print(context, options.format, { fixtures }, () => tableOf(fixtures));
  return exitOf(worstOf(fixtures.map(({ verdict }) => verdict)));
}

async function replayInputs(
  inputs: readonly Input[],
  spec: TargetSpec,
  options: ReplayOptions,
  { stderr }: Context,
): Promise<readonly Replayed[]> {
  const progress = progressLine(stderr);
  const results: Replayed[] = [];
  try {
    for (const input of inputs) {
      progress.show(`${results.length + 1}/${inputs.length} ${input.path}`);
      results.push(await replayInput(input, spec, options));
    }
  } finally {
    progress.clear();
  }
  return results;
}

async function replayInput({ path, replayable }: Input, spec: TargetSpec, options: ReplayOptions): Promise<Replayed> {
  const profile = options.profile ?? expectProfile(profileNameOf(replayable), path, '/profile');
  const target = await openTarget(spec, profile, options.allowDestructive === true);
  try {
    return { path, ...shown(await replayAny(replayable, target.adapter, properties, profile), target.redact) };
  } finally {
    await target.close();
  }
}

function shown({ verdict, failures, reason }: ReplayResult, redact: Redact): ReplayResult {
  const told = failures.map((failure) => ({ ...failure, message: redact(failure.message) }));
  return { verdict, failures: told, ...(reason === undefined ? {} : { reason: redact(reason) }) };
}

function tableOf(fixtures: readonly Replayed[]): string {
  const rows = fixtures.map(({ path, verdict, reason }) => [verdict, path, reason ?? '']);
  return alignedTable([{ head: 'verdict' }, { head: 'file' }, { head: 'reason' }], rows);
}
