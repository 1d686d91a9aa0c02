import type { Terminal } from './progress.ts';
import type { Format } from './values.ts';

/** What the command line has of the outside world. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a command works with. */
export interface Context extends Io {
  /** Sets the exit code. */
  readonly exitWith: (code: number) => void;
}

/** Prints a result: for people as text, else as exactly one JSON document. */
export function print(io: Io, format: Format, document: unknown, text: () => string): void {
  io.stdout.write(`${format === 'json' ? JSON.stringify(document, null, 2) : text()}\n`);
}
