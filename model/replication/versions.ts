/** What the FE knows of the versions that one replica holds. */
export interface ReplicaVersions {
  /** Every version up to this one is there. */
  readonly version: number;
  /** The newest load that this replica missed, -1 when it missed none that still matters. */
  readonly lastFailedVersion: number;
  /** The newest load that this replica stored, with or without a gap below. */
  readonly lastSuccessVersion: number;
}

/** A replica's versions together with what its backend reports of the stored data. */
export interface ReplicaRecord extends ReplicaVersions {
  /** Reads below this version are not possible any more. */
  readonly minReadableVersion: number;
  readonly dataSizeBytes: number;
  readonly rowCount: number;
}

/** What a backend reports of one replica, after a clone or by and by. */
export interface ReplicaReport {
  readonly version: number;
  /** Absent in reports that say nothing of it. */
  readonly minReadableVersion?: number;
  readonly dataSizeBytes: number;
  readonly rowCount: number;
}

/** The version of a partition in which nothing was ever loaded (replication notes 1f.36). */
export const INITIAL_VERSION = 1;

/**
 * The versions with which a replica's record is made: the last success never starts below the version.
 *
 * Source: replication notes 1f.35.
 */
export function newVersions(version: number, lastFailedVersion: number, lastSuccessVersion: number): ReplicaVersions {
  return { version, lastFailedVersion, lastSuccessVersion: Math.max(lastSuccessVersion, version) };
}

/**
 * What an update does to a replica's versions. An update older than the record changes nothing, since a report may overtake
 * a publish. Returns `current` itself when nothing changes.
 *
 * @param newVersion every version up to this one is said to be there.
 * @param lastFailedVersion the caller's newest failed version; the record keeps the larger one.
 * @param lastSuccessVersion the caller's newest success.
 * Source: R05, replication notes 1f.34.
 */
export function updateVersions(
  current: ReplicaVersions,
  newVersion: number,
  lastFailedVersion: number,
  lastSuccessVersion: number,
): ReplicaVersions {
  if (newVersion < current.version) return current;
  const failed = Math.max(lastFailedVersion, current.lastFailedVersion);
  const success =
    lastFailedVersion === current.lastFailedVersion
      ? successAfterUpdate(current, newVersion, lastSuccessVersion)
      : newVersion;
  return newVersion >= failed
    ? changed(current, Math.max(newVersion, success), -1, success)
    : changed(current, newVersion, failed, success);
}

/** A success that does not reach beyond the failed version lies behind a gap, so only the version itself is sure. */
function successAfterUpdate(current: ReplicaVersions, newVersion: number, reported: number): number {
  const failed = current.lastFailedVersion;
  const known = current.lastSuccessVersion <= failed ? newVersion : current.lastSuccessVersion;
  const success = Math.max(known, reported, newVersion);
  return success <= failed ? newVersion : success;
}

function changed(
  current: ReplicaVersions,
  version: number,
  lastFailedVersion: number,
  lastSuccessVersion: number,
): ReplicaVersions {
  const same =
    current.version === version &&
    current.lastFailedVersion === lastFailedVersion &&
    current.lastSuccessVersion === lastSuccessVersion;
  return same ? current : { version, lastFailedVersion, lastSuccessVersion };
}

/** Every version up to `version` is there now (a load became visible). Replication notes 1e.31, 1f.34. */
export function updateVersion(current: ReplicaVersions, version: number): ReplicaVersions {
  return updateVersions(current, version, current.lastFailedVersion, current.lastSuccessVersion);
}

/** The replica missed the load `lastFailedVersion` (replication notes 1e.26, 1f.34). */
export function updateLastFailedVersion(current: ReplicaVersions, lastFailedVersion: number): ReplicaVersions {
  return updateVersions(current, current.version, lastFailedVersion, current.lastSuccessVersion);
}

/**
 * What a clone's or a periodical report does to a record: versions as in `updateVersions`, and the sizes with them. A report
 * older than the record changes nothing at all, and a minimal readable version that lies above the version is not believed.
 * Returns `current` itself when nothing changes.
 *
 * Source: replication notes 1f.34.
 */
export function updateFromReport(current: ReplicaRecord, report: ReplicaReport): ReplicaRecord {
  if (report.version < current.version) return current;
  const versions = updateVersion(current, report.version);
  const reported = report.minReadableVersion ?? current.minReadableVersion;
  const minReadableVersion = reported <= versions.version ? reported : current.minReadableVersion;
  return withReport(current, versions, minReadableVersion, report);
}

function withReport(
  current: ReplicaRecord,
  versions: ReplicaVersions,
  minReadableVersion: number,
  { dataSizeBytes, rowCount }: ReplicaReport,
): ReplicaRecord {
  const same =
    versions === current &&
    minReadableVersion === current.minReadableVersion &&
    dataSizeBytes === current.dataSizeBytes &&
    rowCount === current.rowCount;
  const { version, lastFailedVersion, lastSuccessVersion } = versions;
  return same
    ? current
    : { version, lastFailedVersion, lastSuccessVersion, minReadableVersion, dataSizeBytes, rowCount };
}

/**
 * The record of a replica that was restored from a backup. It takes everything from there, also an older version, and can
 * only be read at that version.
 *
 * Source: replication notes 1f (recorded behaviour of the restore).
 */
export function recordAfterRestore(version: number, dataSizeBytes: number, rowCount: number): ReplicaRecord {
  return {
    version,
    lastFailedVersion: -1,
    lastSuccessVersion: version,
    minReadableVersion: version,
    dataSizeBytes,
    rowCount,
  };
}

/**
 * Whether a replica has every version up to `expectedVersion`. The initial version is always caught up with, since it holds
 * no data.
 *
 * Source: replication notes 1f.36.
 */
export function hasCaughtUp(current: ReplicaVersions, expectedVersion: number): boolean {
  return expectedVersion === INITIAL_VERSION || current.version >= expectedVersion;
}

/**
 * Whether a replica holds everything that is visible: no failed load that still matters, no version missing. This is what
 * "complete" means in a tablet's health, and the reverse of "lagging".
 *
 * Source: R05, R06, replication notes 2.2.
 */
export function isComplete(replica: ReplicaVersions, visibleVersion: number): boolean {
  return replica.lastFailedVersion <= 0 && replica.version >= visibleVersion;
}
