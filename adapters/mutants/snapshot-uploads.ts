import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults in what is put into the bucket, and where (S05). */
export const snapshotUploadMutants: readonly Mutant[] = [
  {
    name: 'finished-before-uploaded',
    clauses: ['S05', 'S09'],
    expected: ['SJ-8', 'SP-3'],
    story: 'The job is FINISHED when its upload begins, not when it ends.',
    ...withSnapshotFault({ handOver: () => ['record', 'upload', 'cleanUp'] }),
  },
  {
    name: 'finished-with-the-images',
    clauses: ['S05', 'S09'],
    expected: ['SJ-8', 'SP-3'],
    story: 'The job is FINISHED when its images are made, before anybody has begun to upload them.',
    ...withSnapshotFault({
      nextJobState: (progress, profile) =>
        progress === 'imaged' ? 'FINISHED' : reference.nextJobState(progress, profile),
    }),
  },
  {
    name: 'failed-put-ignored',
    clauses: ['S05', 'S06'],
    expected: ['SJ-8', 'SP-3'],
    story: 'An object that the store refuses is left out, and the snapshot is FINISHED without it.',
    source: 'https://github.com/StarRocks/starrocks/pull/71209',
    ...withSnapshotFault({ goesOnAfterFailedPut: () => true }),
  },
  {
    name: 'uploads-always-fail',
    clauses: ['S05'],
    expected: ['SN-1'],
    story: 'The FE asks the store in a way that the store does not know, so that every job fails in its upload.',
    source: 'https://github.com/StarRocks/starrocks/issues/61590',
    ...withSnapshotFault({ canPut: () => false }),
  },
  {
    name: 'starmgr-image-left-out',
    clauses: ['S05'],
    expected: ['SP-3', 'SJ-8'],
    story: 'Only the folder of the FE image is uploaded, that of StarMgr is not.',
    ...withSnapshotFault({
      uploads: () => reference.uploads().filter((part) => part !== 'starmgrImage'),
    }),
  },
  {
    name: 'checksum-left-out',
    clauses: ['S05'],
    expected: ['SP-3', 'SJ-8'],
    story: 'A snapshot has no checksum, so that damage is noticed at the restore at the earliest.',
    source: 'https://github.com/etcd-io/etcd/issues/18340',
    ...withSnapshotFault({ uploads: () => reference.uploads().filter((part) => part !== 'checksum') }),
  },
  {
    name: 'images-flattened',
    clauses: ['S05'],
    expected: ['SP-3', 'SJ-8'],
    story: 'Images are put into the folder of the snapshot itself instead of into their subfolders.',
    ...withSnapshotFault({
      partPath: (part, cut) => reference.partPath(part, cut).replace(/^(v2|starmgr)\//, ''),
    }),
  },
  {
    name: 'location-cut-to-bucket',
    clauses: ['S05'],
    expected: ['SN-12'],
    story: 'Of the location of a volume only the bucket is used.',
    ...withSnapshotFault({
      snapshotDir: (location, serviceId, name) =>
        reference.snapshotDir(location.replace(/^(s3:\/\/[^/]+)\/.*$/, '$1'), serviceId, name),
    }),
  },
  {
    name: 'snapshots-outside-meta',
    clauses: ['S05'],
    expected: ['SP-2', 'SJ-8'],
    story: 'Snapshots lie beside the folder meta/image and not in it.',
    ...withSnapshotFault({
      snapshotDir: (location, serviceId, name) =>
        reference.snapshotDir(location, serviceId, name).replace('/meta/image/', '/meta/'),
    }),
  },
  {
    name: 'empty-segment-in-keys',
    clauses: ['S05'],
    expected: ['SP-9'],
    story: 'A slash at the end of a location becomes an empty segment in keys.',
    ...withSnapshotFault({
      snapshotDir: (location, serviceId, name) => `${location}/${serviceId}/meta/image/${name}`,
    }),
  },
  {
    name: 'finished-written-again',
    clauses: ['S05'],
    expected: ['SP-8'],
    story: 'An upload is repeated although the snapshot is FINISHED, and changes what was there.',
    ...withSnapshotFault({ rewritesFinished: () => true }),
  },
];
