import type { Command } from 'commander';
import { DataError, messageOf } from '../fixtures/errors.ts';
import { kindOf, readJson, replayableIn } from '../fixtures/read.ts';
import { checkReportForm } from '../fixtures/schemas.ts';
import { type Context, print } from './context.ts';
import { exitOfError } from './errors.ts';
import { exits } from './exits.ts';
import { type OutputOptions, withFormat } from './options.ts';
import { alignedTable } from './table.ts';

/** What one file is, or what is wrong with it. */
type Validated =
  | { readonly path: string; readonly valid: true; readonly kind: string }
  | { readonly path: string; readonly valid: false; readonly error: string; readonly code: number };

/** `validate FILE...`: says whether files are well-formed fixtures, scenarios, broken laws or reports. */
export function addValidate(program: Command, context: Context): void {
  const command = program
    .command('validate')
    .description('check fixtures, scenarios, broken laws and reports')
    .argument('<file...>', 'the files');
  withFormat(command).action((paths: readonly string[], { format }: OutputOptions) => {
    const files = paths.map(validate);
    print(context, format, { files: files.map(shown) }, () => tableOf(files));
    context.exitWith(worstCode(files));
  });
}

function validate(path: string): Validated {
  try {
    return { path, valid: true, kind: formOf(path) };
  } catch (error) {
    const code = exitOfError(error);
    if (code === exits.internal) throw error;
    return { path, valid: false, error: messageOf(error), code };
  }
}

function formOf(path: string): string {
  const document = readJson(path);
  if (kindOf(document) !== 'tabletproof-report') return replayableIn(document, path).form;
  const checked = checkReportForm(document);
  if ('flaw' in checked) throw new DataError(path, checked.flaw);
  return 'report';
}

/** A broken file weighs more than a missing one: it has been looked at. */
function worstCode(files: readonly Validated[]): number {
  const codes = files.flatMap((file) => (file.valid ? [] : [file.code]));
  return codes.includes(exits.data) ? exits.data : (codes[0] ?? exits.conforms);
}

function shown(file: Validated): object {
  return file.valid ? file : { path: file.path, valid: false, error: file.error };
}

function tableOf(files: readonly Validated[]): string {
  const rows = files.map((file) => (file.valid ? ['valid', file.path, file.kind] : ['invalid', file.path, file.error]));
  return alignedTable([{ head: 'result' }, { head: 'file' }, { head: 'what' }], rows);
}
