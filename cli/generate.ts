import { join } from 'node:path';
import type { Command } from 'commander';
import { memoryAdapter } from '../adapters/memory.ts';
import type { Mutant } from '../adapters/mutants/catalog.ts';
import type { Fixture, LawCase } from '../fixtures/documents.ts';
import { writeFileAtomically } from '../fixtures/files.ts';
import { replayableIn } from '../fixtures/read.ts';
import { replayAny } from '../fixtures/replay.ts';
import { jsonText } from '../fixtures/write.ts';
import { propertiesOf } from '../properties/catalog.ts';
import type { MutantReport } from '../properties/mutation.ts';
import { mutantCase } from '../reports/mutantCase.ts';
import { type Context, print } from './context.ts';
import { exits } from './exits.ts';
import { chosenMutants, plant, suitesFor } from './mutation.ts';
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

/** A planted fault without a fixture. */
interface Missing {
  readonly mutant: string;
  readonly reason: string;
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
    context.exitWith(await generate(chosenMutants(names, options.suite), options, context)),
  );
}

async function generate(chosen: readonly Mutant[], options: GenerateOptions, context: Context): Promise<number> {
  const report = await plant(chosen, options, context);
  const fixtures: Written[] = [];
  const missing: Missing[] = [];
  for (const mutant of chosen) {
    const result = await writeCase(mutant, report, options);
    if ('reason' in result) missing.push(result);
    else fixtures.push(result);
  }
  print(context, options.format, { fixtures, missing }, () => textOf(fixtures, missing));
  return missing.length === 0 ? exits.conforms : exits.unknown;
}

async function writeCase(mutant: Mutant, report: MutantReport, options: GenerateOptions): Promise<Written | Missing> {
  const { name } = mutant;
  const counterexample = report.mutants.find((result) => result.name === name)?.counterexample;
  if (counterexample === undefined) return { mutant: name, reason: 'no property failed; try more --runs' };
  const { profile } = options;
  const judged = {
    target: `memory:${name}`,
    profile: profile.name,
    properties: propertiesOf(suitesFor([mutant], options.suite)),
  };
  const document = mutantCase(mutant, counterexample, judged);
  const path = join(options.out, `${name}.json`);
  const text = jsonText(document);
  // A case that says nothing about the reference would never notice that a repaired system breaks again.
  const replayable = replayableIn(JSON.parse(text), path);
  const { verdict } = await replayAny(replayable, memoryAdapter(profile), judged.properties, profile);
  if (verdict !== 'pass') return { mutant: name, reason: `its case is ${verdict} on the reference, not pass` };
  writeFileAtomically(path, text);
  return { mutant: name, property: counterexample.property, commands: lengthOf(document), path };
}

function lengthOf(document: Fixture | LawCase): number {
  return document.kind === 'tabletproof-law' ? 0 : document.scenario.commands.length;
}

function textOf(fixtures: readonly Written[], missing: readonly Missing[]): string {
  const rows = fixtures.map(({ mutant, property, commands, path }) => [mutant, property, String(commands), path]);
  const lines = missing.map(({ mutant, reason }) => `no fixture for ${mutant}: ${reason}`);
  return [alignedTable(columns, rows), ...lines].join('\n');
}
