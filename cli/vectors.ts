import type { Command } from 'commander';
import { checkVectors, type VectorsReport } from '../fixtures/recorded/checkVectors.ts';
import { decisionsOf } from '../fixtures/recorded/decisions.ts';
import { plain } from '../reports/text.ts';
import { type Context, print } from './context.ts';
import { exits } from './exits.ts';
import { type OutputOptions, type ProfileOptions, withFormat, withProfile } from './options.ts';
import { alignedTable, type Column } from './table.ts';

type VectorsOptions = OutputOptions & ProfileOptions;

const columns: readonly Column[] = [
  { head: 'file' },
  { head: 'rows', align: 'right' },
  { head: 'agree', align: 'right' },
  { head: 'disagree', align: 'right' },
];

/** `vectors DIR`: checks the rules of a profile against recorded behaviour. */
export function addVectors(program: Command, context: Context): void {
  const command = program
    .command('vectors')
    .description('check the rules of a profile against recorded behaviour')
    .argument('<dir>', 'a folder of recordings');
  withFormat(withProfile(command)).action(async (directory: string, options: VectorsOptions) =>
    context.exitWith(await vectors(directory, options, context)),
  );
}

async function vectors(directory: string, { profile, format }: VectorsOptions, context: Context): Promise<number> {
  const report = await checkVectors(directory, profile.name, decisionsOf(profile));
  print(context, format, report, () => textOf(report));
  if (report.files.some(({ disagree }) => disagree > 0)) return exits.violates;
  // A folder in which nothing was found to check has shown nothing.
  return report.files.some(({ rows }) => rows > 0) ? exits.conforms : exits.unknown;
}

function textOf({ profile, files, skipped }: VectorsReport): string {
  const rows = files.map(({ file, rows: count, agree, disagree }) => [file, count, agree, disagree].map(String));
  const lines = [
    ...files.flatMap(({ firstDisagreements }) => firstDisagreements),
    ...skipped.map(({ file, reason }) => `not checked: ${file}: ${reason}`),
  ];
  return [`profile ${profile}`, alignedTable(columns, rows), ...lines.map((text) => plain(text))].join('\n');
}
