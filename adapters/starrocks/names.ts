import type { TabletRef, Topology } from '../../model/scenario.ts';
import { TargetError } from '../adapter.ts';
import type { Look, TableLook, TabletLook } from './look.ts';
import type { Places } from './statements.ts';

/** An id that nothing has. */
const nothing = '0';
/** What a target must refuse where the id of a replica belongs. */
const noReplica = '-1';
const heartbeatPort = 9050;

/** What the names of a scenario stand for in a target, and the other way round. */
export class Names implements Places {
  readonly #backends = new Map<string, string>();
  /** Addresses under which backends were added, with the scenario's names for them. */
  readonly #added = new Map<string, string>();
  #look: Look;

  /** Names the backends by their order; rejects when there are more or fewer than the topology has. */
  constructor(topology: Topology, look: Look) {
    if (look.backends.length !== topology.backends.length) {
      const counts = `${look.backends.length} backends, expected the ${topology.backends.length} of the topology`;
      throw new TargetError('nonsense', `SHOW PROC '/backends' lists ${counts} that the cluster was made with`);
    }
    for (const [nth, { name }] of topology.backends.entries()) {
      this.#backends.set(look.backends[nth]?.BackendId ?? nothing, name);
    }
    this.#look = look;
  }

  /** Takes in what is there now. */
  update(look: Look): void {
    this.#look = look;
    for (const { BackendId, IP, HeartbeatPort } of look.backends) {
      if (this.#backends.has(BackendId)) continue;
      this.#backends.set(BackendId, this.#added.get(`${IP}:${HeartbeatPort}`) ?? `backend-${BackendId}`);
    }
  }

  /** Remembers under which address a backend is being added. */
  adding(name: string): void {
    this.#added.set(this.backendAddress(name), name);
  }

  /** The scenario's name of a backend. */
  nameOf(id: string): string {
    return this.#backends.get(id) ?? `backend-${id}`;
  }

  /** The table of that name, if it is there. */
  table(name: string): TableLook | undefined {
    return this.#look.tables.find((table) => table.name === name);
  }

  backendId(name: string): string {
    const present = this.#look.backends.find(({ BackendId }) => this.#backends.get(BackendId) === name);
    return present?.BackendId ?? [...this.#backends].findLast(([, known]) => known === name)?.[0] ?? nothing;
  }

  presentBackendId(name: string): string {
    return this.#look.backends.find(({ BackendId }) => this.#backends.get(BackendId) === name)?.BackendId ?? nothing;
  }

  /** A backend that is not there gets the address that its number stands for, as the reference's topologies have it. */
  backendAddress(name: string): string {
    const present = this.#look.backends.find(({ BackendId }) => this.#backends.get(BackendId) === name);
    if (present !== undefined) return `${present.IP}:${present.HeartbeatPort}`;
    return `10.0.0.${/\d+$/.exec(name)?.[0] ?? 250}:${heartbeatPort}`;
  }

  tabletId(ref: TabletRef): string {
    return this.#tablet(ref)?.tabletId ?? nothing;
  }

  replicaId(ref: TabletRef, backend: string): string {
    const id = this.backendId(backend);
    return this.#tablet(ref)?.replicas.find(({ BackendId }) => BackendId === id)?.ReplicaId ?? noReplica;
  }

  #tablet(ref: TabletRef): TabletLook | undefined {
    const partition = this.table(ref.table)?.partitions.find(({ name }) => name === ref.partition);
    return partition?.tablets[ref.bucket];
  }

  keys(table: string, partitions: readonly string[]): readonly (readonly [p: number, k: number])[] {
    const known = this.table(table)?.partitions ?? [];
    return partitions.flatMap((name) => {
      const p = known.findIndex((partition) => partition.name === name);
      return (known[p]?.tablets ?? []).map((_tablet, k) => [p, k] as const);
    });
  }
}
