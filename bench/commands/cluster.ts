import { type Model, type ModelCommand, perform, type Real } from './system.ts';

/** Time that passes. */
export class AdvanceCommand implements ModelCommand {
  readonly #seconds: number;
  readonly #choices: readonly number[];

  constructor(seconds: number, choices: readonly number[]) {
    this.#seconds = seconds;
    this.#choices = choices;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'advance', seconds: this.#seconds }, this.#choices);
  }

  toString(): string {
    return `advance(${this.#seconds} s)`;
  }
}

/** ADMIN SET FRONTEND CONFIG of one item. */
export class SetConfigCommand implements ModelCommand {
  readonly #name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.#name = name;
    this.#value = value;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'setConfig', name: this.#name, value: this.#value });
  }

  toString(): string {
    return `setConfig(${this.#name}, '${this.#value}')`;
  }
}

/** A command without arguments that always makes sense. */
export class PlainCommand implements ModelCommand {
  readonly #kind: 'changeLeader' | 'showStatistic';

  constructor(kind: 'changeLeader' | 'showStatistic') {
    this.#kind = kind;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: this.#kind });
  }

  toString(): string {
    return `${this.#kind}()`;
  }
}

/** SHOW PROC of a path. */
export class ShowProcCommand implements ModelCommand {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'showProc', path: this.#path });
  }

  toString(): string {
    return `showProc('${this.#path}')`;
  }
}
