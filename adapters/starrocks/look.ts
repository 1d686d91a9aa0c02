import type { Medium } from '../../model/scenario.ts';
import type {
  BackendRow,
  HintRow,
  LoadRow,
  ReplicaStatusRow,
  SlotsRow,
  TaskRow,
} from '../../model/views/replication.ts';
import type { DiskView } from '../adapter.ts';

/** A tablet as one look saw it: its replicas, and how many of it were MISSING. */
export interface TabletLook {
  readonly tabletId: string;
  readonly replicas: readonly ReplicaStatusRow[];
  readonly missing: number;
}

/** A partition as one look saw it; its tablets are in bucket order, which is the order of their ids. */
export interface PartitionLook {
  readonly id: string;
  readonly name: string;
  readonly visibleVersion: number;
  readonly replicationNum: number;
  readonly tablets: readonly TabletLook[];
}

/** A table as one look saw it; its partitions are in order of creation. */
export interface TableLook {
  readonly name: string;
  readonly replicationNum: number;
  readonly writeQuorum: string;
  readonly medium: Medium;
  readonly altering: boolean;
  readonly partitions: readonly PartitionLook[];
}

/** Everything that was read from a target at one moment; tables are in order of creation. */
export interface Look {
  readonly nowMs: number;
  readonly backends: readonly BackendRow[];
  readonly tables: readonly TableLook[];
  readonly pending: readonly TaskRow[];
  readonly running: readonly TaskRow[];
  readonly history: readonly TaskRow[];
  readonly scheduled: readonly string[];
  readonly slots: readonly SlotsRow[];
  /** By backend id. */
  readonly disks: ReadonlyMap<string, readonly DiskView[]>;
  readonly hints: readonly HintRow[];
  readonly load: Readonly<Record<Medium, readonly LoadRow[]>>;
}

/** Ids are 64-bit: shorter ones are smaller, equally long ones compare as texts. */
export function compareIds(left: string, right: string): number {
  return left.length - right.length || Number(left > right) - Number(left < right);
}
