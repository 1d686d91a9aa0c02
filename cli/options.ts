import { type Command, Option } from 'commander';
import { type Profile, profileNames } from '../model/profile.ts';
import { suites } from '../properties/catalog.ts';
import type { Suite } from '../properties/property.ts';
import { type Format, formatValue, integerValue, profileValue, seedValue, suitesValue, timeValue } from './values.ts';

/** Options of every command that prints a result. */
export type OutputOptions = { readonly format: Format };

/** Options of every command that draws scenarios. */
export type DrawOptions = {
  readonly suite: readonly Suite[];
  readonly runs: number;
  readonly length: number;
  readonly seed: number;
  /** Executions that shrinking one counterexample may cost. */
  readonly shrink: number;
};

/** Options of every command that judges a target. */
export type TargetOptions = { readonly target: string; readonly allowDestructive?: true };

/** The profile when it has a default. */
export type ProfileOptions = { readonly profile: Profile };

/** Where a command writes when nothing else is said. */
export const defaultReportFolder = 'tabletproof-report';

const DEFAULT_RUNS = 300;
const DEFAULT_LENGTH = 150;
const DEFAULT_SHRINK = 5_000;
const MOST = 10_000_000;
const MOST_COMMANDS = 100_000;

/** Adds `--format`. */
export function withFormat(command: Command): Command {
  return command.option('--format <format>', 'table, or json for exactly one JSON document', formatValue, 'table');
}

/** Adds `--profile` with the documents as default. */
export function withProfile(command: Command): Command {
  const text = `what the target promises: ${profileNames.join(', ')}`;
  const name = profileNames[0] ?? '';
  return command.addOption(
    new Option('--profile <name>', text).argParser(profileValue).default(profileValue(name), name),
  );
}

/** Adds `--target` and `--allow-destructive`. */
export function withTarget(command: Command): Command {
  return command
    .option('--target <target>', 'memory, memory:PROFILE, memory:MUTANT or mysql://user@host:port/', 'memory')
    .option('--allow-destructive', 'let the run harm the target: faults, dropped tables and backends');
}

/** Adds what decides which scenarios are drawn. The default seed is fixed, so that a pipeline sees the same ones every time. */
export function withDrawing(command: Command, runs: number = DEFAULT_RUNS): Command {
  return command
    .option('--suite <names>', `parts to judge: ${suites.join(', ')}`, suitesValue, suites)
    .option('--runs <n>', 'scenarios', integerValue('--runs', 1, MOST), runs)
    .option('--length <n>', 'most commands of a scenario', integerValue('--length', 1, MOST_COMMANDS), DEFAULT_LENGTH)
    .option('--seed <n>', 'what the scenarios are drawn from', seedValue, 1)
    .option('--shrink <n>', 'executions to shrink a failure', integerValue('--shrink', 0, MOST), DEFAULT_SHRINK);
}

/** Adds `--time`. */
export function withTime(command: Command): Command {
  return command.option('--time <time>', 'stop drawing after so long: 30, 30s, 5m or 1h', timeValue);
}
