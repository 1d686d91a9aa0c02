import type { Command } from 'commander';
import type { MutantReport, MutantResult } from '../properties/mutation.ts';
import { type Context, print } from './context.ts';
import { exits } from './exits.ts';
import { chosenMutants, type PlantOptions, plant } from './mutation.ts';
import { type OutputOptions, withDrawing, withFormat, withProfile } from './options.ts';
import { alignedTable, type Column } from './table.ts';

type MutantsOptions = OutputOptions & PlantOptions;

const columns: readonly Column[] = [
  { head: 'mutant' },
  { head: 'clauses' },
  { head: 'expected' },
  { head: 'caught' },
  { head: 'runs', align: 'right' },
  { head: 'commands', align: 'right' },
  { head: 'shortest', align: 'right' },
  { head: 'by' },
];

/** `mutants [MUTANT...]`: plants faults in turn and says which property caught each. */
export function addMutants(program: Command, context: Context): void {
  const command = program
    .command('mutants')
    .description('plant every fault in turn and say which property caught it')
    .argument('[mutant...]', 'faults to plant; all when none is named')
    .option('--shortest', 'search small scopes for the shortest counterexample of each');
  withFormat(withProfile(withDrawing(command))).action(async (names: readonly string[], options: MutantsOptions) =>
    context.exitWith(await tellMutants(names, options, context)),
  );
}

async function tellMutants(names: readonly string[], options: MutantsOptions, context: Context): Promise<number> {
  const report = await plant(chosenMutants(names, options.suite), options, context);
  const document = { ...report, mutants: report.mutants.map(shown) };
  print(context, options.format, document, () => textOf(report));
  return report.mutants.every(isCaughtAsExpected) ? exits.conforms : exits.violates;
}

/** Without the counterexample, which `generate` writes. */
function shown({ counterexample: _counterexample, ...result }: MutantResult): Omit<MutantResult, 'counterexample'> {
  return result;
}

/** A fault that only some other property notices is not caught: the property that speaks for it has said nothing. */
function isCaughtAsExpected({ expected, by }: MutantResult): boolean {
  return expected.some((property) => by.includes(property));
}

function textOf(report: MutantReport): string {
  const missed = report.mutants.filter((mutant) => !isCaughtAsExpected(mutant)).map(({ name }) => name);
  const lines = [alignedTable(columns, report.mutants.map(cells)), '', `${report.caught} of ${report.total} caught`];
  return [...lines, ...(missed.length === 0 ? [] : [`not caught as expected: ${missed.join(', ')}`])].join('\n');
}

function cells(result: MutantResult): readonly string[] {
  const { name, clauses, expected, caught, by, runs, commands } = result;
  const numbers = [String(runs), String(commands ?? '-'), shortestText(result)];
  return [name, clauses.join(','), expected.join(','), caught ? 'yes' : 'no', ...numbers, by.join(',')];
}

/** The shortest case that is possible, or, while that is not proven, the shortest that is known. */
function shortestText({ shortest, shortestKnown }: MutantResult): string {
  if (shortest !== null) return String(shortest);
  return shortestKnown === null ? '-' : `<=${shortestKnown}`;
}
