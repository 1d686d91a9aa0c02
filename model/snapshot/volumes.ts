import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import type { SnapshotCommand } from './commands.ts';
import { journal, type SharedDataDraft, volumeNamed } from './draft.ts';
import type { Job, Volume } from './state.ts';

type Command<Name> = Extract<SnapshotCommand, { do: Name }>;

/** CREATE STORAGE VOLUME. */
export function createVolume(draft: SharedDataDraft, { volume: name, location }: Command<'createVolume'>): Outcome {
  const { meta } = draft.state;
  if (volumeNamed(meta, name) !== undefined) return refused(`Storage volume '${name}' already exists`);
  journal(draft, { volumes: [...meta.volumes, { name, location, isDefault: false, comment: '' }] });
  return done;
}

/** ALTER STORAGE VOLUME ... COMMENT. */
export function alterVolume(draft: SharedDataDraft, { volume: name, comment }: Command<'alterVolume'>): Outcome {
  return change(draft, name, (volume) => (volume.name === name ? { ...volume, comment } : volume));
}

/** SET ... AS DEFAULT STORAGE VOLUME. */
export function setDefaultVolume(draft: SharedDataDraft, name: string): Outcome {
  return change(draft, name, (volume) => ({ ...volume, isDefault: volume.name === name }));
}

/** DROP STORAGE VOLUME; what lies in its location stays there. */
export function dropVolume(draft: SharedDataDraft, name: string): Outcome {
  const { rules, state } = draft;
  const { meta, profile } = state;
  const volume = volumeNamed(meta, name);
  if (volume === undefined) return refused(`Storage volume '${name}' does not exist`);
  const hasTables =
    meta.tables.some((table) => table.volume === name) || meta.recycled.some(({ table }) => table.volume === name);
  const refusal = rules.dropVolumeRefusal({ volume, snapshotVolume: meta.manager.volume, hasTables });
  if (refusal !== undefined) return refused(refusal);
  // What is left on it is out of reach from now on, also when another volume gets the name.
  const { jobs: all } = meta.manager;
  const jobs = rules.failsWithoutVolume(profile) ? all : all.map((job) => abandoned(job, name));
  journal(draft, { volumes: meta.volumes.filter((other) => other !== volume), manager: { ...meta.manager, jobs } });
  return done;
}

/** DESC STORAGE VOLUME. */
export function describeVolume({ state }: SharedDataDraft, name: string): Outcome {
  const volume = volumeNamed(state.meta, name);
  if (volume === undefined) return refused(`Storage volume '${name}' does not exist`);
  const { location, isDefault, comment } = volume;
  const type = location.startsWith('hdfs:') ? 'HDFS' : 'S3';
  const result = {
    columns: ['Name', 'Type', 'IsDefault', 'Location', 'Params', 'Enabled', 'Comment'],
    rows: [[name, type, String(isDefault), location, '{}', 'true', comment]],
  };
  return { kind: 'listed', results: [result] };
}

function abandoned(job: Job, volume: string): Job {
  const hasLeftovers = job.state === 'EXPIRED' || (job.state === 'ERROR' && job.leftovers === 'unknown');
  return job.volume === volume && hasLeftovers ? { ...job, leftovers: 'abandoned' } : job;
}

function change(draft: SharedDataDraft, name: string, changed: (volume: Volume) => Volume): Outcome {
  const { meta } = draft.state;
  if (volumeNamed(meta, name) === undefined) return refused(`Storage volume '${name}' does not exist`);
  journal(draft, { volumes: meta.volumes.map(changed) });
  return done;
}
