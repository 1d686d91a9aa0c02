import type { Command } from 'commander';
import type { FileFlaw } from '../adapters/clusterSnapshotFile/flaw.ts';
import type { ReadOptions } from '../adapters/clusterSnapshotFile/read.ts';
import { DataError, messageOf } from '../fixtures/errors.ts';
import { kindOf, readJson, replayableIn } from '../fixtures/read.ts';
import { checkReportForm } from '../fixtures/schemas.ts';
import { type Context, print } from './context.ts';
import { exitOfError } from './errors.ts';
import { exits } from './exits.ts';
import { type OutputOptions, type ProfileOptions, withFormat, withProfile } from './options.ts';
import { checkRestoreFile, isRestoreFile, lineOf } from './restoreFile.ts';
import { alignedTable } from './table.ts';

/** What one file is, or what is wrong with it; a `cluster_snapshot.yaml` may have several flaws. */
type Validated =
  | { readonly path: string; readonly valid: true; readonly kind: string; readonly warnings?: readonly FileFlaw[] }
  | {
      readonly path: string;
      readonly valid: false;
      readonly error: string;
      readonly code: number;
      readonly flaws?: readonly FileFlaw[];
    };

type ValidateOptions = OutputOptions & ProfileOptions & { readonly leader?: string };

/** `validate FILE...`: says whether files are well-formed fixtures, scenarios, broken laws, reports or restore files. */
export function addValidate(program: Command, context: Context): void {
  const command = program
    .command('validate')
    .description('check fixtures, scenarios, broken laws, reports, and cluster_snapshot.yaml')
    .argument('<file...>', 'the files; what ends with .yaml or .yml is checked as cluster_snapshot.yaml')
    .option('--leader <host>', 'host of the leader FE, which must not be among the frontends');
  withFormat(withProfile(command)).action((paths: readonly string[], options: ValidateOptions) => {
    const { format, leader, profile } = options;
    const files = paths.map((path) => validate(path, { leaderHost: leader, profile }));
    print(context, format, { files: files.map(shown) }, () => textOf(files));
    context.exitWith(worstCode(files));
  });
}

function validate(path: string, options: ReadOptions): Validated {
  try {
    return isRestoreFile(path) ? validateRestoreFile(path, options) : { path, valid: true, kind: formOf(path) };
  } catch (error) {
    const code = exitOfError(error);
    if (code === exits.internal) throw error;
    return { path, valid: false, error: messageOf(error), code };
  }
}

function validateRestoreFile(path: string, options: ReadOptions): Validated {
  const { flaws, warnings } = checkRestoreFile(path, options);
  const [first] = flaws;
  return first === undefined
    ? { path, valid: true, kind: 'cluster snapshot file', warnings }
    : { path, valid: false, error: lineOf(path, first), code: exits.data, flaws };
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
  if (file.valid) return file;
  const { path, error, flaws } = file;
  return { path, valid: false, error, ...(flaws === undefined ? {} : { flaws }) };
}

/** A table of the files, then a line for each flaw that has a place of its own. */
function textOf(files: readonly Validated[]): string {
  const rows = files.flatMap(rowOf);
  const table = rows.length === 0 ? [] : [alignedTable([{ head: 'result' }, { head: 'file' }, { head: 'what' }], rows)];
  return [...table, ...files.flatMap(linesOf)].join('\n');
}

function rowOf(file: Validated): readonly (readonly string[])[] {
  if (file.valid) return [['valid', file.path, file.kind]];
  return file.flaws === undefined ? [['invalid', file.path, file.error]] : [];
}

function linesOf(file: Validated): readonly string[] {
  if (file.valid) return (file.warnings ?? []).map((warning) => lineOf(file.path, warning, 'warning: '));
  return (file.flaws ?? []).map((flaw) => lineOf(file.path, flaw));
}
