import type { Command } from 'commander';
import { coverage } from '../fixtures/coverage.ts';
import { properties } from '../properties/catalog.ts';
import type { Property } from '../properties/property.ts';
import { type Context, print } from './context.ts';
import { type OutputOptions, withFormat } from './options.ts';
import { alignedTable } from './table.ts';

type SpecOptions = OutputOptions & { readonly coverage?: true };

/** `spec`: the clauses and their properties, or with `--coverage` all that the kit has for each clause. */
export function addSpec(program: Command, context: Context): void {
  const command = program
    .command('spec')
    .description('the clauses of the specification and their properties')
    .option('--coverage', 'for each clause the rules, properties, planted faults, fixtures and runs over the wire');
  withFormat(command).action((options: SpecOptions) =>
    options.coverage === true ? tellCoverage(options, context) : tellClauses(options, context),
  );
}

function tellClauses({ format }: SpecOptions, context: Context): void {
  const clauses = coverage().clauses.map(({ id }) => ({ id, properties: properties.filter(speaksFor(id)).map(shown) }));
  print(context, format, { clauses }, () => {
    const rows = clauses.flatMap(({ id, properties: own }) => own.map((each) => [id, each.id, each.level, each.title]));
    return alignedTable(heads('clause', 'property', 'level', 'promise'), rows);
  });
}

function tellCoverage({ format }: SpecOptions, context: Context): void {
  const table = coverage();
  print(context, format, table, () => {
    const rows = table.clauses.map(({ id, rules, properties: own, mutants, fixtures, wire }) => [
      id,
      ...[rules, own, mutants, fixtures].map((names) => names.join(' ') || '-'),
      wire ? 'yes' : 'no',
    ]);
    const reasons = table.unchecked.map(({ id, clauses, reason }) => [id, clauses.join(' ') || '-', reason]);
    return [
      alignedTable(heads('clause', 'rules', 'properties', 'mutants', 'fixtures', 'wire'), rows),
      alignedTable(heads('not checked', 'clauses', 'why'), reasons),
    ].join('\n\n');
  });
}

function speaksFor(clause: string): (property: Property) => boolean {
  return ({ clauses }) => clauses.includes(clause);
}

function shown({ id, title, level, suite }: Property): { id: string; title: string; level: string; suite: string } {
  return { id, title, level, suite };
}

function heads(...names: readonly string[]): readonly { head: string }[] {
  return names.map((head) => ({ head }));
}
