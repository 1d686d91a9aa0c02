import type { Property, TableName } from './syntax.ts';

/** Storage volumes of a shared-data cluster (S02, S16); `volumes` without LIKE have a null pattern. */
export type VolumeStatement =
  | {
      readonly kind: 'createVolume';
      readonly volume: string;
      readonly ifNotExists: boolean;
      /** As written, for example `S3`. */
      readonly type: string;
      readonly locations: readonly string[];
      readonly comment: string;
      readonly properties: readonly Property[];
    }
  | {
      readonly kind: 'alterVolume';
      readonly volume: string;
      /** Null when the statement leaves it alone. */
      readonly comment: string | null;
      readonly properties: readonly Property[];
    }
  | { readonly kind: 'dropVolume'; readonly volume: string; readonly ifExists: boolean }
  | { readonly kind: 'setDefaultVolume'; readonly volume: string }
  | { readonly kind: 'describeVolume'; readonly volume: string }
  | { readonly kind: 'showVolumes'; readonly pattern: string | null };

/** ADMIN SET AUTOMATED CLUSTER SNAPSHOT (S02, S07); the volume is null when none was named. */
export type SnapshotStatement =
  | { readonly kind: 'snapshotsOn'; readonly volume: string | null }
  | { readonly kind: 'snapshotsOff' };

/** An object of a cluster that is neither database nor table, by the name that a statement gives it. */
export type NamedObject =
  | { readonly kind: 'catalog' | 'user' | 'role' | 'resourceGroup'; readonly name: string }
  | { readonly kind: 'view' | 'function'; readonly name: TableName }
  | { readonly kind: 'loadJob'; readonly name: TableName };

/** CREATE, DROP and SHOW of what a snapshot must hold beside databases and tables (S10), and privileges. */
export type ObjectStatement =
  | {
      readonly kind: 'createNamed';
      readonly object: NamedObject;
      /** The table of a routine load, in its own database. */
      readonly table: string | null;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: 'dropNamed'; readonly object: NamedObject; readonly ifExists: boolean }
  | { readonly kind: 'grantSelect' | 'revokeSelect'; readonly table: TableName; readonly user: string }
  | { readonly kind: 'showCatalogs' | 'showUsers' | 'showRoles' | 'showResourceGroups' | 'showRecycleBin' }
  /** Of the user who asks when null. */
  | { readonly kind: 'showGrants'; readonly user: string | null }
  | { readonly kind: 'showFunctions' | 'showRoutineLoads'; readonly database: string | null };

/** What concerns shared-data clusters: their volumes, snapshots and the objects that a snapshot holds. */
export type ClusterStatement = VolumeStatement | SnapshotStatement | ObjectStatement;
