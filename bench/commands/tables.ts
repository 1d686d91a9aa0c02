import { nameOf } from '../../model/replication/names.ts';
import { isAvailable } from '../../model/replication/state.ts';
import type { CreateTable } from '../../model/scenario.ts';
import { hasTable, type Model, type ModelCommand, perform, type Real, tableOf } from './system.ts';

const maxTables = 2;

/** What is drawn of a table. `replicas` above 5 stand for the usual three, as far as there are backends. */
export interface TableShape {
  readonly replicas: number;
  readonly partitions: readonly string[];
  readonly buckets: number;
  readonly writeQuorum: string | undefined;
}

/** CREATE TABLE of the first of two names that is free. */
export class CreateTableCommand implements ModelCommand {
  readonly #shape: TableShape;
  readonly #choices: readonly number[];

  constructor(shape: TableShape, choices: readonly number[]) {
    this.#shape = shape;
    this.#choices = choices;
  }

  check(model: Readonly<Model>): boolean {
    return model.state.tables.length < maxTables;
  }

  run(model: Model, real: Real): void {
    const { replicas, partitions, buckets, writeQuorum } = this.#shape;
    const available = model.state.backends.filter(isAvailable).length;
    const table = model.state.tables.some(({ name }) => name === 't1') ? 't2' : 't1';
    // Now and then no replicas or more than there are backends, which must be refused.
    const replicationNum = replicas <= 5 ? Math.min(replicas, available + 1) : Math.min(3, available);
    const command: CreateTable = { do: 'createTable', table, replicationNum, partitions, buckets };
    perform(model, real, writeQuorum === undefined ? command : { ...command, writeQuorum }, this.#choices);
  }

  toString(): string {
    return `createTable(${JSON.stringify(this.#shape)})`;
  }
}

/** DROP TABLE, as long as another one is left. */
export class DropTableCommand implements ModelCommand {
  readonly #table: number;

  constructor(table: number) {
    this.#table = table;
  }

  check(model: Readonly<Model>): boolean {
    return model.state.tables.length > 1;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'dropTable', table: nameOf(tableOf(model, this.#table)) });
  }

  toString(): string {
    return `dropTable(${this.#table})`;
  }
}

/** ALTER TABLE ... SET ("write_quorum" = ...), with values that must be refused among them. */
export class AlterWriteQuorumCommand implements ModelCommand {
  readonly #table: number;
  readonly #writeQuorum: string;

  constructor(table: number, writeQuorum: string) {
    this.#table = table;
    this.#writeQuorum = writeQuorum;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    const table = nameOf(tableOf(model, this.#table));
    perform(model, real, { do: 'alterWriteQuorum', table, writeQuorum: this.#writeQuorum });
  }

  toString(): string {
    return `alterWriteQuorum(${this.#table}, '${this.#writeQuorum}')`;
  }
}

/** ALTER TABLE ... SET ("replication_num" = ...), as far as there are backends. */
export class AlterReplicationNumCommand implements ModelCommand {
  readonly #table: number;
  readonly #replicas: number;

  constructor(table: number, replicas: number) {
    this.#table = table;
    this.#replicas = replicas;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    const available = model.state.backends.filter(isAvailable).length;
    const replicationNum = Math.min(this.#replicas, available + 1);
    const table = nameOf(tableOf(model, this.#table));
    perform(model, real, { do: 'alterReplicationNum', table, replicationNum });
  }

  toString(): string {
    return `alterReplicationNum(${this.#table}, ${this.#replicas})`;
  }
}

/** The beginning or the end of a schema change, of a table where there is one to begin or to end. */
export class SchemaChangeCommand implements ModelCommand {
  readonly #kind: 'beginSchemaChange' | 'endSchemaChange';
  readonly #table: number;

  constructor(kind: 'beginSchemaChange' | 'endSchemaChange', table: number) {
    this.#kind = kind;
    this.#table = table;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model) && tableOf(model, this.#table).altering === (this.#kind === 'endSchemaChange');
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: this.#kind, table: nameOf(tableOf(model, this.#table)) });
  }

  toString(): string {
    return `${this.#kind}(${this.#table})`;
  }
}
