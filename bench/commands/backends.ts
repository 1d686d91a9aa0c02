import type { Backend, BackendFaults } from '../../model/replication/state.ts';
import { backendOf, type Model, type ModelCommand, nthOf, perform, type Real } from './system.ts';

const maxBackends = 7;

/** What can happen to a backend at most once at a time. */
export type BackendKind =
  | 'crashBackend'
  | 'restartBackend'
  | 'dropBackend'
  | 'decommissionBackend'
  | 'cancelDecommission';
/** Faults of a backend that last until they are switched off. */
export type FaultKind = 'failWrites' | 'failClones' | 'stallClones' | 'stallPublish' | 'repeatReports';

const suits: Readonly<Record<BackendKind, (backend: Backend, cluster: readonly Backend[]) => boolean>> = {
  crashBackend: ({ running }) => running,
  restartBackend: ({ running }) => !running,
  dropBackend: (_backend, cluster) => cluster.length > 2,
  decommissionBackend: ({ decommissioned }) => !decommissioned,
  cancelDecommission: ({ decommissioned }) => decommissioned,
};

/** What happens to one of the backends that it can happen to. */
export class BackendCommand implements ModelCommand {
  readonly #kind: BackendKind;
  readonly #backend: number;

  constructor(kind: BackendKind, backend: number) {
    this.#kind = kind;
    this.#backend = backend;
  }

  check(model: Readonly<Model>): boolean {
    return this.#candidates(model).length > 0;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: this.#kind, backend: nthOf(this.#candidates(model), this.#backend).name });
  }

  toString(): string {
    return `${this.#kind}(${this.#backend})`;
  }

  #candidates({ state }: Readonly<Model>): Backend[] {
    return state.backends.filter((backend) => suits[this.#kind](backend, state.backends));
  }
}

/** ALTER SYSTEM ADD BACKEND. */
export class AddBackendCommand implements ModelCommand {
  check(model: Readonly<Model>): boolean {
    return model.state.backends.length < maxBackends;
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'addBackend', backend: freshName(model.state.backends) });
  }

  toString(): string {
    return 'addBackend()';
  }
}

const switched: Readonly<Record<FaultKind, keyof BackendFaults>> = {
  failWrites: 'writesFail',
  failClones: 'clonesFail',
  stallClones: 'clonesStall',
  stallPublish: 'publishStalls',
  repeatReports: 'reportsTwice',
};

/** A fault of a backend, which it gets or loses. */
export class FaultCommand implements ModelCommand {
  readonly #kind: FaultKind;
  readonly #backend: number;

  constructor(kind: FaultKind, backend: number) {
    this.#kind = kind;
    this.#backend = backend;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const { name, faults } = backendOf(model, this.#backend);
    perform(model, real, { do: this.#kind, backend: name, on: !faults[switched[this.#kind]] });
  }

  toString(): string {
    return `${this.#kind}(${this.#backend})`;
  }
}

/** The end of all faults. */
export class HealCommand implements ModelCommand {
  check(model: Readonly<Model>): boolean {
    return model.state.backends.some(({ running, faults }) => !running || Object.values(faults).includes(true));
  }

  run(model: Model, real: Real): void {
    perform(model, real, { do: 'heal' });
  }

  toString(): string {
    return 'heal()';
  }
}

function freshName(backends: readonly Backend[]): string {
  for (let nth = 1; ; nth += 1) if (!backends.some(({ name }) => name === `b${nth}`)) return `b${nth}`;
}
