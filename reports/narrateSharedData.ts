import type {
  ClusterObject,
  Restore,
  RestoredFrontend,
  RestoreSource,
  SnapshotCommand,
  SnapshotPart,
} from '../model/snapshot/commands.ts';
import { counted, quoted } from './text.ts';

/** A command on a shared-data cluster in words, for example `turn snapshots on, on v2`. The words may hold untrusted text. */
export function narrateSharedData(command: SnapshotCommand): string {
  switch (command.do) {
    case 'enableSnapshots':
      return `turn snapshots on, on ${command.volume ?? 'the default volume'}`;
    case 'disableSnapshots':
      return 'turn snapshots off';
    case 'createSnapshot':
      return 'create a snapshot by hand';
    case 'createVolume':
      return `create volume ${command.volume} at ${command.location}`;
    case 'alterVolume':
      return `set the comment of volume ${command.volume} to ${quoted(command.comment)}`;
    case 'dropVolume':
      return `drop volume ${command.volume}`;
    case 'setDefaultVolume':
      return `make ${command.volume} the default volume`;
    case 'describeVolume':
      return `describe volume ${command.volume}`;
    case 'createObject':
      return command.object.kind === 'grant'
        ? `grant ${right(command.object, 'to')}`
        : `create ${told(command.object)}`;
    case 'dropObject':
      return command.object.kind === 'grant'
        ? `revoke ${right(command.object, 'from')}`
        : `drop ${nounOf(command.object)} ${command.object.name}`;
    case 'recoverTable':
      return `recover table ${command.table}`;
    case 'writeTable':
      return `load ${command.load} into ${command.table}`;
    case 'readTable':
      return `read ${command.table}`;
    case 'holdPublish':
      return command.on ? 'hold up publishing' : 'let publishing go on';
    case 'vacuum':
      return command.full ? 'vacuum all tables fully' : 'vacuum all tables';
    case 'eraseRecycleBin':
      return 'erase the recycle bin';
    case 'checkpoint':
      return 'make a checkpoint of the metadata';
    case 'failStore':
      return `let the ${ordinal(command.nth)} ${command.request} from now on fail`;
    case 'breakStore':
      return command.on ? 'let the store refuse everything' : 'let the store work again';
    case 'damageSnapshot':
      return `${command.how} ${parts[command.part]} of the snapshot of job ${command.job}`;
    case 'copyVolume':
      return `copy volume ${command.volume} to ${command.location}`;
    case 'crashFrontend':
      return 'crash the leader FE';
    case 'restartFrontend':
      return 'restart the leader FE';
    case 'stepClock':
      return `set the clock of the FE ${command.seconds < 0 ? 'back' : 'forward'} by ${Math.abs(command.seconds)} s`;
    case 'restore':
      return narrateRestore(command);
    default:
      return command satisfies never;
  }
}

const parts: Readonly<Record<SnapshotPart, string>> = {
  VERSION: 'VERSION',
  ROLE: 'ROLE',
  feImage: 'the FE image',
  checksum: 'the checksum',
  starmgrImage: 'the StarManager image',
};

const flaws: Readonly<Record<NonNullable<Restore['flaw']>, string>> = {
  unknownVolume: 'a volume that is not listed',
  noPath: 'no path',
  wrongSuffix: 'a path with a wrong end',
  leaderListed: 'the leader among the frontends',
  duplicateHost: 'a host twice',
  badPort: 'a port that is none',
};

/** What is restored, the sections of the file, and what goes wrong. */
function narrateRestore({ source, frontends, computeNodes, volumes, flaw, killedAfter }: Restore): string {
  const sections = [
    ...(frontends === undefined ? [] : [`FEs ${list(frontends.map(frontendText))}`]),
    ...(computeNodes === undefined ? [] : [`CNs ${list(computeNodes)}`]),
    ...(volumes === undefined
      ? []
      : [`volumes ${list(volumes.map(({ name, location }) => `${name} at ${location}`))}`]),
    ...(flaw === undefined ? [] : [`a flaw: ${flaws[flaw]}`]),
  ];
  const killed = killedAfter === undefined ? '' : `, killed after ${counted(killedAfter, 'step')}`;
  return `restore ${sourceText(source)}${sections.length === 0 ? '' : ` (${sections.join('; ')})`}${killed}`;
}

function sourceText({ from, job, volume, trailingSlashes }: RestoreSource): string {
  const which = job === undefined ? 'the last job with a folder' : `job ${job}`;
  const what = from === 'snapshot' ? `the snapshot of ${which}` : `the meta folder that holds ${which}`;
  const where = volume === undefined ? '' : ` under volume ${volume}`;
  const slashes = trailingSlashes
    ? ` with ${trailingSlashes > 1 ? `${trailingSlashes} slashes` : 'a slash'} at its end`
    : '';
  return `${what}${where}${slashes}`;
}

function frontendText({ host, type }: RestoredFrontend): string {
  return type === undefined ? host : `${host} as ${type}`;
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}

function right(grant: Extract<ClusterObject, { kind: 'grant' }>, word: 'to' | 'from'): string {
  return `SELECT on ${grant.table} ${word} ${grant.user}`;
}

function told(object: Exclude<ClusterObject, { kind: 'grant' }>): string {
  const name = `${nounOf(object)} ${object.name}`;
  switch (object.kind) {
    case 'table':
      return `${name} in ${object.database} on ${object.volume ?? 'the default volume'}`;
    case 'view':
    case 'function':
      return `${name} in ${object.database}`;
    case 'loadJob':
      return `${name} into ${object.table}`;
    default:
      return name;
  }
}

function nounOf({ kind }: ClusterObject): string {
  return kind === 'loadJob' ? 'continuous load' : kind === 'resourceGroup' ? 'resource group' : kind;
}

function ordinal(nth: number): string {
  const rest = nth % 100 > 10 && nth % 100 < 14 ? 0 : nth % 10;
  return `${nth}${rest === 1 ? 'st' : rest === 2 ? 'nd' : rest === 3 ? 'rd' : 'th'}`;
}
