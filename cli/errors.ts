import { TargetError } from '../adapters/adapter.ts';
import { DataError, MissingInputError, OutputError } from '../fixtures/errors.ts';
import { InvalidRecordingError, RecordingsNotFoundError } from '../fixtures/recorded/errors.ts';
import { didYouMean } from '../model/closest.ts';
import { exits } from './exits.ts';

/** The command line asks for something that does not exist or makes no sense. */
export class UsageError extends Error {
  /** @param message one sentence that names what is allowed. */
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The surroundings keep the command from working, for example a port that is taken. */
export class ConfigurationError extends Error {
  /**
   * @param message what is wrong, and what to do about it.
   * @param cause what the operating system said.
   */
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConfigurationError';
  }
}

/** The error for a name that is not among those that are allowed. */
export function unknownName(what: string, name: string, allowed: readonly string[]): UsageError {
  return new UsageError(`unknown ${what} '${name}'${didYouMean(name, allowed)}; there are: ${allowed.join(', ')}`);
}

/** The exit code of anything that was thrown. */
export function exitOfError(error: unknown): number {
  if (error instanceof UsageError) return exits.usage;
  if (error instanceof DataError || error instanceof InvalidRecordingError) return exits.data;
  if (error instanceof MissingInputError || error instanceof RecordingsNotFoundError) return exits.noInput;
  if (error instanceof TargetError) return exits.unavailable;
  if (error instanceof ConfigurationError || error instanceof OutputError) return exits.configuration;
  return exits.internal;
}
