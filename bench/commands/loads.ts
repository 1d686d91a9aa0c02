import { nameOf } from '../../model/replication/names.ts';
import type { LoadTransaction, Table } from '../../model/replication/state.ts';
import { hasTable, type Model, type ModelCommand, nthOf, perform, type Real, tableOf } from './system.ts';

/** Which partitions a load writes: all, the nth, or one that does not exist, which must be refused. */
export type Into = 'all' | 'nowhere' | number;

/** A load from plan to publish, or only its plan and its writes. */
export class LoadCommand implements ModelCommand {
  readonly #kind: 'load' | 'beginLoad';
  readonly #table: number;
  readonly #into: Into;

  constructor(kind: 'load' | 'beginLoad', table: number, into: Into) {
    this.#kind = kind;
    this.#table = table;
    this.#into = into;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    const table = tableOf(model, this.#table);
    const load = `l${model.executed + 1}`;
    perform(model, real, { do: this.#kind, load, table: nameOf(table), partitions: partitionsOf(table, this.#into) });
  }

  toString(): string {
    return `${this.#kind}(${this.#table}, ${this.#into})`;
  }
}

/** The end of a load that was begun. */
export class EndLoadCommand implements ModelCommand {
  readonly #kind: 'commitLoad' | 'abortLoad';
  readonly #load: number;

  constructor(kind: 'commitLoad' | 'abortLoad', load: number) {
    this.#kind = kind;
    this.#load = load;
  }

  check(model: Readonly<Model>): boolean {
    return openLoads(model).length > 0;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: this.#kind, load: nthOf(openLoads(model), this.#load).label });
  }

  toString(): string {
    return `${this.#kind}(${this.#load})`;
  }
}

/** A read of a whole table. */
export class QueryCommand implements ModelCommand {
  readonly #table: number;
  readonly #choices: readonly number[];

  constructor(table: number, choices: readonly number[]) {
    this.#table = table;
    this.#choices = choices;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'query', table: nameOf(tableOf(model, this.#table)) }, this.#choices);
  }

  toString(): string {
    return `query(${this.#table})`;
  }
}

function openLoads(model: Readonly<Model>): LoadTransaction[] {
  return model.state.loads.filter(({ versions }) => versions.length === 0);
}

function partitionsOf(table: Table, into: Into): string[] {
  if (into === 'nowhere') return ['nowhere'];
  const names = table.partitions.map(({ name }) => name);
  return into === 'all' ? names : [nthOf(names, into)];
}
