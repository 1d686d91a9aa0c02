import { Command, CommanderError } from 'commander';
import { messageOf } from '../fixtures/errors.ts';
import { plain } from '../reports/text.ts';
import { addCertify } from './certify.ts';
import type { Context, Io } from './context.ts';
import { exitOfError } from './errors.ts';
import { exits } from './exits.ts';
import { addExplore } from './explore.ts';
import { addGenerate } from './generate.ts';
import { addMutants } from './mutants.ts';
import { addReplay } from './replay.ts';
import { addServe } from './serve.ts';
import { addSpec } from './spec.ts';
import { addValidate } from './validate.ts';
import { addVectors } from './vectors.ts';
import { version } from './version.ts';

/** Longest message, in UTF-16 units: it may list every name that is allowed. */
const MESSAGE_LENGTH = 4_000;

const exitCodesHelp = `
Exit codes: 0 conforms, 1 violation, 2 unknown or vacuous, 64 wrong usage, 65 bad data, 66 no such input,
69 target unavailable, 78 bad configuration, 130 interrupted.`;

/**
 * Runs the command line.
 *
 * @param args what the user wrote after the program's name.
 * @param io where output goes, and the environment.
 * @returns the exit code. Nothing is thrown: every error becomes one line on standard error.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = exits.conforms;
  const context: Context = {
    ...io,
    exitWith: (wanted) => {
      code = wanted;
    },
  };
  try {
    await programFor(context).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return error instanceof CommanderError ? codeOfCommander(error) : tellError(error, io);
  }
}

function programFor(context: Context): Command {
  const program = new Command('tabletproof')
    .description('certifies systems that keep replicated tablets the way the StarRocks documents promise')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText('after', exitCodesHelp);
  const searching = [addMutants, addExplore];
  const writing = [addSpec, addVectors, addValidate, addGenerate];
  for (const add of [addCertify, addReplay, ...searching, addServe, ...writing]) add(program, context);
  return program;
}

/** Help and version that were asked for are no errors; everything else of commander's is wrong usage. */
function codeOfCommander({ code, exitCode }: CommanderError): number {
  return exitCode === 0 && code !== 'commander.error' ? exits.conforms : exits.usage;
}

function tellError(error: unknown, { stderr }: Io): number {
  const code = exitOfError(error);
  const defect = code === exits.internal ? ' This is a defect of tabletproof: please report it.' : '';
  stderr.write(`tabletproof: ${plain(messageOf(error), MESSAGE_LENGTH)}${defect}\n`);
  return code;
}
