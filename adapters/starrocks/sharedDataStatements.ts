import type { ClusterObject, Restore, SnapshotCommand } from '../../model/snapshot/commands.ts';
import { doubleQuoted, quoted, quotedText } from './quoting.ts';

/** What the symbolic names of a scenario stand for in a cluster with shared data. */
export interface SharedPlaces {
  /** The database of a table; the scenario's when nobody has seen the table. */
  databaseOf(table: string): string;
  /** Where a scenario's location lies in the target. */
  location(location: string): string;
  /** The name of the snapshot of the nth job, from 1; one that nothing has when there was no such job. */
  snapshotName(job: number): string;
  /** The text of cluster_snapshot.yaml, and the command as the target is told it, as JSON. */
  restore(command: Restore): { readonly file: string; readonly command: string };
}

/**
 * The SQL of a command that only clusters with shared data take.
 * @param command what is to happen
 * @param places what its names stand for
 */
export function sharedDataStatement(command: SnapshotCommand, places: SharedPlaces): string {
  switch (command.do) {
    case 'enableSnapshots': {
      const volume = command.volume === undefined ? '' : ` STORAGE VOLUME ${quoted(command.volume)}`;
      return `ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON${volume}`;
    }
    case 'disableSnapshots':
      return 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT OFF';
    case 'createSnapshot':
      return 'ADMIN CREATE CLUSTER SNAPSHOT';
    case 'createVolume': {
      const location = quotedText(places.location(command.location));
      const type = command.location.startsWith('hdfs:') ? 'HDFS' : 'S3';
      return `CREATE STORAGE VOLUME ${quoted(command.volume)} TYPE = ${type} LOCATIONS = (${location}) PROPERTIES ("enabled" = "true")`;
    }
    case 'alterVolume':
      return `ALTER STORAGE VOLUME ${quoted(command.volume)} COMMENT = ${quotedText(command.comment)}`;
    case 'dropVolume':
      return `DROP STORAGE VOLUME ${quoted(command.volume)}`;
    case 'setDefaultVolume':
      return `SET ${quoted(command.volume)} AS DEFAULT STORAGE VOLUME`;
    case 'describeVolume':
      return `DESC STORAGE VOLUME ${quoted(command.volume)}`;
    case 'createObject':
      return creation(command.object, places);
    case 'dropObject':
      return removal(command.object, places);
    case 'recoverTable':
      return `RECOVER TABLE ${table(command.table, places)}`;
    case 'writeTable': {
      const row = `(0, ${doubleQuoted(command.load)})`;
      return `INSERT INTO ${table(command.table, places)} WITH LABEL ${quoted(command.load)} (k, v) VALUES ${row}`;
    }
    case 'readTable':
      return `SELECT v FROM ${table(command.table, places)}`;
    default:
      return misfortune(command, places);
  }
}

type Misfortune = Extract<
  SnapshotCommand,
  {
    do:
      | 'holdPublish'
      | 'vacuum'
      | 'eraseRecycleBin'
      | 'checkpoint'
      | 'failStore'
      | 'breakStore'
      | 'damageSnapshot'
      | 'copyVolume'
      | 'crashFrontend'
      | 'restartFrontend'
      | 'stepClock'
      | 'restore';
  }
>;

/** What no statement of a client does, and what befalls a cluster. */
function misfortune(command: Misfortune, places: SharedPlaces): string {
  switch (command.do) {
    case 'holdPublish':
      return chaos('hold_publish', switchText(command.on));
    case 'vacuum':
      return chaos('vacuum', switchText(command.full));
    case 'eraseRecycleBin':
      return chaos('erase_recycle_bin');
    case 'checkpoint':
      return chaos('checkpoint');
    case 'failStore':
      return chaos('fail_store', quotedText(command.request), command.nth);
    case 'breakStore':
      return chaos('break_store', switchText(command.on));
    case 'damageSnapshot': {
      const snapshot = quotedText(places.snapshotName(command.job));
      return chaos('damage_snapshot', snapshot, quotedText(command.part), quotedText(command.how));
    }
    case 'copyVolume':
      return chaos('copy_volume', quotedText(command.volume), quotedText(places.location(command.location)));
    case 'crashFrontend':
      return chaos('crash_frontend');
    case 'restartFrontend':
      return chaos('restart_frontend');
    case 'stepClock':
      return chaos('step_clock', command.seconds);
    case 'restore': {
      const restore = places.restore(command);
      return chaos('restore', quotedText(restore.file), quotedText(restore.command));
    }
  }
}

function creation(object: ClusterObject, places: SharedPlaces): string {
  switch (object.kind) {
    case 'catalog':
      return `CREATE EXTERNAL CATALOG ${quoted(object.name)} PROPERTIES ("type" = "hive", "hive.metastore.uris" = "thrift://127.0.0.1:9083")`;
    case 'database':
      return `CREATE DATABASE ${quoted(object.name)}`;
    case 'table': {
      const properties =
        object.volume === undefined ? '' : ` PROPERTIES ("storage_volume" = ${doubleQuoted(object.volume)})`;
      const columns = '(k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1';
      return `CREATE TABLE ${inDatabase(object)} ${columns}${properties}`;
    }
    case 'view':
      return `CREATE VIEW ${inDatabase(object)} AS SELECT 1`;
    case 'user':
      return `CREATE USER ${quotedText(object.name)}`;
    case 'role':
      return `CREATE ROLE ${quoted(object.name)}`;
    case 'grant':
      return `GRANT SELECT ON TABLE ${table(object.table, places)} TO USER ${quotedText(object.user)}`;
    case 'loadJob': {
      const home = quoted(places.databaseOf(object.table));
      const source = 'FROM KAFKA ("kafka_broker_list" = "127.0.0.1:9092", "kafka_topic" = "t")';
      return `CREATE ROUTINE LOAD ${home}.${quoted(object.name)} ON ${quoted(object.table)} ${source}`;
    }
    case 'resourceGroup':
      return `CREATE RESOURCE GROUP ${quoted(object.name)} TO (user = 'root') WITH ("cpu_weight" = "1", "mem_limit" = "10%")`;
    case 'function': {
      const jar = '"symbol" = "Example", "type" = "StarrocksJar", "file" = "file:///opt/example.jar"';
      return `CREATE FUNCTION ${inDatabase(object)}(INT) RETURNS INT PROPERTIES (${jar})`;
    }
  }
}

function removal(object: ClusterObject, places: SharedPlaces): string {
  switch (object.kind) {
    case 'catalog':
      return `DROP CATALOG ${quoted(object.name)}`;
    case 'database':
      return `DROP DATABASE ${quoted(object.name)}`;
    case 'table':
      // Its name says which table it is; a scenario need not know where it lives.
      return `DROP TABLE ${table(object.name, places)}`;
    case 'view':
      return `DROP VIEW ${inDatabase(object)}`;
    case 'user':
      return `DROP USER ${quotedText(object.name)}`;
    case 'role':
      return `DROP ROLE ${quoted(object.name)}`;
    case 'grant':
      return `REVOKE SELECT ON TABLE ${table(object.table, places)} FROM USER ${quotedText(object.user)}`;
    case 'loadJob':
      return `STOP ROUTINE LOAD FOR ${quoted(places.databaseOf(object.table))}.${quoted(object.name)}`;
    case 'resourceGroup':
      return `DROP RESOURCE GROUP ${quoted(object.name)}`;
    case 'function':
      return `DROP FUNCTION ${inDatabase(object)}(INT)`;
  }
}

function inDatabase({ database, name }: { readonly database: string; readonly name: string }): string {
  return `${quoted(database)}.${quoted(name)}`;
}

function table(name: string, places: SharedPlaces): string {
  return inDatabase({ database: places.databaseOf(name), name });
}

function chaos(procedure: string, ...args: readonly (string | number)[]): string {
  return `CALL chaos.${procedure}(${args.join(', ')})`;
}

function switchText(on: boolean): string {
  return on ? 'TRUE' : 'FALSE';
}
