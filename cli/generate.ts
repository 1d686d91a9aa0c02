import { join } from 'node:path';
import type { Command } from 'commander';
import type { Mutant } from '../adapters/mutants/catalog.ts';
import type { Fixture, LawCase } from '../fixtures/documents.ts';
import { writeFileAtomically } from '../fixtures/files.ts';
import { jsonText } from '../fixtures/write.ts';
import { propertiesOf } from '../properties/catalog.ts';
import type { MutantReport } from '../properties/mutation.ts';
import { mutantCase } from '../reports/mutantCase.ts';
import { type Context, print } from './context.ts';
import { exits } from './exits.ts';
import { chosenMutants, plant } from './mutation.ts';
import {
  type DrawOptions,
  type OutputOptions,
  type ProfileOptions,
  withDrawing,
  withFormat,
  withProfile,
} from './options.ts';
import { alignedTable, type Column } from './table.ts';

type GenerateOptions = OutputOptions & ProfileOptions & DrawOptions & { readonly out: string };

/** A fixture that was written. */
interface Written {
  readonly mutant: string;
  readonly property: string;
  /** Length of the scenario; 0 for a law. */
  readonly commands: number;
  readonly path: string;
}

const columns: readonly Column[] = [
  { head: 'mutant' },
  { head: 'property' },
  { head: 'commands', align: 'right' },
  { head: 'file' },
];

/** `generate [MUTANT...]`: plants faults and writes for each the shortest case found that tells it from the reference. */
export function addGenerate(program: Command, context: Context): void {
  const command = program
    .command('generate')
    .description('write regression fixtures: for each planted fault a case that fails with it and passes without')
    .argument('[mutant...]', 'faults to plant; all when none is named')
    .option('--out <dir>', 'where the fixtures go', 'tabletproof-fixtures');
  withFormat(withProfile(withDrawing(command))).action(async (names: readonly string[], options: GenerateOptions) =>
    context.exitWith(await generate(chosenMutants(names), options, context)),
  );
}

async function generate(chosen: readonly Mutant[], options: GenerateOptions, context: Context): Promise<number> {
  const report = await plant(chosen, options, context);
  const fixtures = chosen.flatMap((mutant) => writeCase(mutant, report, options));
  const missing = report.mutants.filter(({ counterexample }) => counterexample === undefined).map(({ name }) => name);
  print(context, options.format, { fixtures, missing }, () => textOf(fixtures, missing));
  return missing.length === 0 ? exits.conforms : exits.unknown;
}

function writeCase(mutant: Mutant, report: MutantReport, options: GenerateOptions): readonly Written[] {
  const counterexample = report.mutants.find(({ name }) => name === mutant.name)?.counterexample;
  if (counterexample === undefined) return [];
  const judged = {
    target: `memory:${mutant.name}`,
    profile: options.profile.name,
    properties: propertiesOf(options.suite),
  };
  const document = mutantCase(mutant, counterexample, judged);
  const path = join(options.out, `${mutant.name}.json`);
  writeFileAtomically(path, jsonText(document));
  return [{ mutant: mutant.name, property: counterexample.property, commands: lengthOf(document), path }];
}

function lengthOf(document: Fixture | LawCase): number {
  return document.kind === 'tabletproof-law' ? 0 : document.scenario.commands.length;
}

function textOf(fixtures: readonly Written[], missing: readonly string[]): string {
  const rows = fixtures.map(({ mutant, property, commands, path }) => [mutant, property, String(commands), path]);
  const table = alignedTable(columns, rows);
  return missing.length === 0 ? table : `${table}\n\nno case was found for: ${missing.join(', ')}. Try more --runs.`;
}
