import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasCaughtUp,
  isComplete,
  newVersions,
  type ReplicaRecord,
  type ReplicaVersions,
  recordAfterRestore,
  updateFromReport,
  updateLastFailedVersion,
  updateVersion,
  updateVersions,
} from './versions.ts';

const version = fc.integer({ min: 1, max: 9 });
const maybeVersion = fc.integer({ min: -1, max: 9 });
const update = fc.tuple(version, maybeVersion, maybeVersion);
const fresh = update.map((numbers) => newVersions(...numbers));
const reached = fc
  .tuple(fresh, fc.array(update, { maxLength: 6 }))
  .map(([first, updates]) => updates.reduce((versions, numbers) => updateVersions(versions, ...numbers), first));

/** The rule of replication notes 1f.34 once more, step by step as it is written there. */
function byTheNotes(current: ReplicaVersions, nv: number, lfv: number, reported: number): ReplicaVersions {
  if (nv < current.version) return current;
  const lsv = Math.max(reported, nv);
  let { lastFailedVersion, lastSuccessVersion } = current;
  if (lastSuccessVersion <= lastFailedVersion) lastSuccessVersion = nv;
  if (lfv !== lastFailedVersion) {
    if (lfv > lastFailedVersion) lastFailedVersion = lfv;
    lastSuccessVersion = nv;
  } else {
    if (lsv >= lastSuccessVersion) lastSuccessVersion = lsv;
    if (lfv >= lastSuccessVersion) lastSuccessVersion = nv;
  }
  if (nv < lastFailedVersion) return { version: nv, lastFailedVersion, lastSuccessVersion };
  return { version: Math.max(nv, lastSuccessVersion), lastFailedVersion: -1, lastSuccessVersion };
}

describe('updateVersions', () => {
  it('follows the rule as it is written down', () => {
    fc.assert(
      fc.property(reached, update, (current, numbers) => {
        expect(updateVersions(current, ...numbers)).toEqual(byTheNotes(current, ...numbers));
      }),
      { numRuns: 20_000 },
    );
  });

  it('never loses a version, and leaves a failure only above the version', () => {
    fc.assert(
      fc.property(reached, update, (current, numbers) => {
        const after = updateVersions(current, ...numbers);
        expect(after.version).toBeGreaterThanOrEqual(current.version);
        if (after !== current) {
          expect(after.lastSuccessVersion).toBeGreaterThanOrEqual(after.version);
          expect(after.lastFailedVersion === -1 || after.lastFailedVersion > after.version).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives the same object when nothing changes, and for updates that come too late', () => {
    const current = { version: 5, lastFailedVersion: -1, lastSuccessVersion: 5 };
    expect(updateVersion(current, 5)).toBe(current);
    expect(updateVersions(current, 4, 9, 9)).toBe(current);
  });

  it('keeps a replica that missed a load behind until it has it', () => {
    const behind = updateLastFailedVersion(newVersions(5, -1, 5), 6);
    expect(behind).toEqual({ version: 5, lastFailedVersion: 6, lastSuccessVersion: 5 });
    expect(isComplete(behind, 5)).toBe(false);
    expect(isComplete(updateVersion(behind, 6), 6)).toBe(true);
  });

  it('is idempotent for each kind of event', () => {
    fc.assert(
      fc.property(reached, version, (current, number) => {
        const visible = updateVersion(current, number);
        expect(updateVersion(visible, number)).toBe(visible);
        const failed = updateLastFailedVersion(current, number);
        expect(updateLastFailedVersion(failed, number)).toEqual(failed);
      }),
    );
  });
});

describe('updateFromReport', () => {
  const record: ReplicaRecord = { ...recordAfterRestore(5, 100, 10), minReadableVersion: 3 };

  it('takes sizes along, but a minimal readable version only up to the version', () => {
    const report = { version: 6, dataSizeBytes: 200, rowCount: 20 };
    expect(updateFromReport(record, { ...report, minReadableVersion: 6 })).toEqual({
      ...recordAfterRestore(6, 200, 20),
    });
    expect(updateFromReport(record, { ...report, minReadableVersion: 7 }).minReadableVersion).toBe(3);
    expect(updateFromReport(record, report).minReadableVersion).toBe(3);
  });

  it('believes nothing of an old report, and gives the same object when nothing is new', () => {
    expect(updateFromReport(record, { version: 4, dataSizeBytes: 1, rowCount: 1 })).toBe(record);
    expect(updateFromReport(record, { version: 5, dataSizeBytes: 100, rowCount: 10 })).toBe(record);
    expect(updateFromReport(record, { version: 5, dataSizeBytes: 100, rowCount: 11 }).rowCount).toBe(11);
  });
});

describe('hasCaughtUp', () => {
  it('asks for the version, except that the initial one is always there', () => {
    const current = newVersions(3, -1, 3);
    expect([1, 3, 4].map((expected) => hasCaughtUp(current, expected))).toEqual([true, true, false]);
    expect(hasCaughtUp({ ...current, version: -1 }, 1)).toBe(true);
  });
});
