import { Command, CommanderError } from 'commander';
import { type Io, print } from '../cli/context.ts';
import { exitOfError, UsageError } from '../cli/errors.ts';
import { exits } from '../cli/exits.ts';
import { withFormat, withProfile } from '../cli/options.ts';
import { progressLine } from '../cli/progress.ts';
import { type Format, integerValue, seedValue } from '../cli/values.ts';
import { messageOf } from '../fixtures/errors.ts';
import type { Profile } from '../model/profile.ts';
import { bench } from './bench.ts';
import { failuresIn } from './document.ts';
import { tablesOf } from './tables.ts';
import { settingOf } from './variant.ts';

interface Options {
  readonly format: Format;
  readonly profile: Profile;
  readonly rounds: number;
  readonly roundMs: number;
  readonly seed: number;
  readonly tablets: readonly number[];
}

const mostTablets = 1_000_000;

/**
 * Runs the benchmark as a command.
 *
 * @param args what the user wrote after the command.
 * @param io where the numbers go; progress is shown on a terminal only.
 * @returns the exit code: 0, 1 when a variant finds the reference wrong, 64 for wrong usage. Nothing is thrown.
 */
export async function runBench(args: readonly string[], io: Io): Promise<number> {
  try {
    const command = commandFor(io).parse([...args], { from: 'user' });
    return await measureAndPrint(command.opts<Options>(), io);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.conforms : exits.usage;
    io.stderr.write(`bench: ${messageOf(error)}\n`);
    return exitOfError(error);
  }
}

function commandFor(io: Io): Command {
  const command = new Command('bench')
    .description('measures the campaign against a bare loop and against fc.commands, and the cost of a step')
    .option('--rounds <n>', 'turns of each variant', integerValue('--rounds', 1, 1_000), 15)
    .option('--round-ms <ms>', 'how long a turn lasts', integerValue('--round-ms', 1, 600_000), 200)
    .option('--seed <n>', 'what the scenarios are drawn from', seedValue, 1)
    .option(
      '--tablets <counts>',
      'sizes of the clusters, the smallest first',
      sizesValue,
      [100, 1_000, 10_000, 100_000],
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  return withProfile(withFormat(command));
}

/** The value of `--tablets`: numbers with commas between. Throws a UsageError. */
function sizesValue(text: string): readonly number[] {
  const sizes = text.split(',').map(integerValue('--tablets', 1, mostTablets));
  if (sizes.some((size, nth) => size < (sizes[nth - 1] ?? 0))) {
    throw new UsageError(
      `--tablets is '${text}', but must begin with the smallest cluster: the others are compared with it`,
    );
  }
  return sizes;
}

async function measureAndPrint({ format, profile, ...effort }: Options, io: Io): Promise<number> {
  const progress = progressLine(io.stderr);
  const document = await bench(settingOf(profile), {
    ...effort,
    onPhase: (phase) => progress.show(`measuring ${phase}`),
  });
  progress.clear();
  print(io, format, document, () => tablesOf(document));
  const failures = failuresIn(document);
  for (const failure of failures.slice(0, 5)) io.stderr.write(`bench: ${failure}\n`);
  if (failures.length > 0) io.stderr.write(`bench: ${wrongReference(failures.length)}\n`);
  return failures.length === 0 ? exits.conforms : exits.violates;
}

function wrongReference(failures: number): string {
  return `${failures} failures, though the reference keeps every promise: repair the kit, then measure again`;
}
