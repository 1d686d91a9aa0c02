import type { Command } from '../../model/scenario.ts';
import { backendOf, type Model, type ModelCommand, perform, type Real } from './system.ts';

/** What happens to a disk of a backend. */
export type DiskKind = 'failDisk' | 'replaceDisk' | 'fillDisk';

/** One of these things, to one of the disks of a backend; `percent` of it is what others use from then on. */
export class DiskCommand implements ModelCommand {
  readonly #kind: DiskKind;
  readonly #backend: number;
  readonly #disk: number;
  readonly #percent: number;

  constructor(kind: DiskKind, backend: number, disk: number, percent: number) {
    this.#kind = kind;
    this.#backend = backend;
    this.#disk = disk;
    this.#percent = percent;
  }

  check(model: Readonly<Model>): boolean {
    const { disks } = backendOf(model, this.#backend);
    return disks[this.#disk % disks.length]?.online === (this.#kind !== 'replaceDisk');
  }

  run(model: Model, real: Real): void {
    perform(model, real, this.#command(model));
  }

  toString(): string {
    return `${this.#kind}(${this.#backend}, ${this.#disk}, ${this.#percent} %)`;
  }

  #command(model: Readonly<Model>): Command {
    const { name: backend, disks } = backendOf(model, this.#backend);
    const disk = this.#disk % disks.length;
    if (this.#kind !== 'fillDisk') return { do: this.#kind, backend, disk };
    const usedBytes = Math.round(((disks[disk]?.totalBytes ?? 0) * this.#percent) / 100);
    return { do: 'fillDisk', backend, disk, usedBytes };
  }
}
