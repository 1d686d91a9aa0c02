import type { SnapshotCommand } from '../../../model/snapshot/commands.ts';
import type { Meta, Volume } from '../../../model/snapshot/state.ts';
import { isPlainName } from '../literals.ts';
import { analyzing, refusal } from '../refusal.ts';
import type { SnapshotStatement, VolumeStatement } from '../sql/index.ts';

type ChangingStatement = Exclude<VolumeStatement, { kind: 'describeVolume' | 'showVolumes' }>;

/** The commands of a statement about volumes; none when nothing is left to do and that is no error. */
export function volumeCommands(meta: Meta, statement: ChangingStatement): readonly SnapshotCommand[] {
  const { volume } = statement;
  const exists = meta.volumes.some(({ name }) => name === volume);
  switch (statement.kind) {
    case 'createVolume':
      return exists && statement.ifNotExists ? [] : volumeCreation(statement);
    case 'alterVolume':
      return [{ do: 'alterVolume', volume, comment: statement.comment ?? volumeNamed(meta, volume).comment }];
    case 'dropVolume':
      return !exists && statement.ifExists ? [] : [{ do: 'dropVolume', volume }];
    case 'setDefaultVolume':
      return [{ do: 'setDefaultVolume', volume }];
  }
}

/** ADMIN SET AUTOMATED CLUSTER SNAPSHOT. */
export function snapshotCommand(statement: SnapshotStatement): SnapshotCommand {
  if (statement.kind === 'snapshotsOff') return { do: 'disableSnapshots' };
  return { do: 'enableSnapshots', ...(statement.volume === null ? {} : { volume: statement.volume }) };
}

/** The volume of that name; throws that it is unknown. */
export function volumeNamed({ volumes }: Meta, name: string): Volume {
  const volume = volumes.find((candidate) => candidate.name === name);
  if (volume === undefined) throw refusal(`Unknown storage volume: ${name}`);
  return volume;
}

function volumeCreation(statement: Extract<VolumeStatement, { kind: 'createVolume' }>): readonly SnapshotCommand[] {
  const { volume, locations, type, comment } = statement;
  const [location] = locations;
  if (!isPlainName(volume)) throw analyzing(`Incorrect storage volume name '${volume}'`);
  if (location === undefined || locations.length !== 1) throw analyzing('A storage volume has one location');
  if (type.toUpperCase() !== 'S3')
    throw analyzing(`Storage volumes of type ${type} are not kept by this server; use S3`);
  if (!/^s3:\/\/[^/]+/.test(location)) throw analyzing(`Invalid location: ${location}`);
  const creation: SnapshotCommand = { do: 'createVolume', volume, location };
  return comment === '' ? [creation] : [creation, { do: 'alterVolume', volume, comment }];
}
