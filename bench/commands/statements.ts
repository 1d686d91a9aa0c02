import { nameOf } from '../../model/replication/names.ts';
import type { ShowReplicaStatus, ShowTablets } from '../../model/scenario.ts';
import { hasTable, type Model, type ModelCommand, nthOf, perform, type Real, tableOf } from './system.ts';

/** Statements about a table or partitions of it, with what they ask of their rows. */
export type Asked =
  | { readonly do: 'repairTable' | 'cancelRepair' | 'showReplicaDistribution' }
  | Pick<ShowReplicaStatus, 'do' | 'status'>
  | Pick<ShowTablets, 'do' | 'orderBy' | 'limit' | 'offset'>;

/** Which partitions are named: none, the nth, or one that does not exist. */
export type Named = 'none' | 'nowhere' | number;

/** One of these statements. */
export class StatementCommand implements ModelCommand {
  readonly #asked: Asked;
  readonly #table: number;
  readonly #named: Named;

  constructor(asked: Asked, table: number, named: Named) {
    this.#asked = asked;
    this.#table = table;
    this.#named = named;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    const table = tableOf(model, this.#table);
    const command = { ...this.#asked, table: nameOf(table) };
    if (this.#named === 'none') perform(model, real, command);
    else {
      const name = this.#named === 'nowhere' ? 'nowhere' : nthOf(table.partitions, this.#named).name;
      perform(model, real, { ...command, partitions: [name] });
    }
  }

  toString(): string {
    return `${this.#asked.do}(${this.#table}, ${this.#named})`;
  }
}

/** SHOW TABLET of one tablet. */
export class ShowTabletCommand implements ModelCommand {
  readonly #table: number;
  readonly #partition: number;
  readonly #bucket: number;

  constructor(table: number, partition: number, bucket: number) {
    this.#table = table;
    this.#partition = partition;
    this.#bucket = bucket;
  }

  check(model: Readonly<Model>): boolean {
    return hasTable(model);
  }

  run(model: Model, real: Real): void {
    const table = tableOf(model, this.#table);
    const { name, buckets } = nthOf(table.partitions, this.#partition);
    perform(model, real, {
      do: 'showTablet',
      table: nameOf(table),
      partition: name,
      bucket: this.#bucket % buckets,
    });
  }

  toString(): string {
    return `showTablet(${this.#table}, ${this.#partition}, ${this.#bucket})`;
  }
}
