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

/** ADMIN SET FRONTEND CONFIG of the clone slots of a path. */
export class SetSlotsCommand implements ModelCommand {
  readonly #slots: string;

  constructor(slots: string) {
    this.#slots = slots;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'setConfig', name: 'tablet_sched_slot_num_per_path', value: this.#slots });
  }

  toString(): string {
    return `setSlots(${this.#slots})`;
  }
}
