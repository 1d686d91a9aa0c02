import type { SnapshotCommand, SnapshotPart } from '../../../model/snapshot/commands.ts';
import type { StoreRequest } from '../../../model/snapshot/state.ts';
import { countOf, switchOf } from '../chaosArguments.ts';
import { command, type Procedure } from '../chaosProcedure.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { textRows } from '../replies.ts';
import type { Session } from '../session.ts';
import { clockIn, restoreStateOf, type SharedCluster, sharedIn } from './cluster.ts';
import { restoreProcedure } from './restore.ts';

/** The procedures that only clusters with shared data have: what befalls their FE and their object store. */
export const sharedProcedures: readonly (readonly [name: string, Procedure])[] = [
  ['checkpoint', command([], () => ({ do: 'checkpoint' }))],
  ['crash_frontend', command([], () => ({ do: 'crashFrontend' }))],
  ['restart_frontend', command([], () => ({ do: 'restartFrontend' }))],
  ['step_clock', command(['seconds'], (_session, [text = '']) => ({ do: 'stepClock', seconds: signedSeconds(text) }))],
  ['fail_store', command(['request', 'nth'], failStore)],
  ['break_store', command(['on'], (_session, [on = '']) => ({ do: 'breakStore', on: switchOf(on) }))],
  ['damage_snapshot', command(['snapshot', 'part', 'how'], damageSnapshot)],
  [
    'copy_volume',
    command(['volume', 'location'], (_session, [volume = '', location = '']) => ({
      do: 'copyVolume',
      volume,
      location,
    })),
  ],
  ['hold_publish', command(['on'], (_session, [on = '']) => ({ do: 'holdPublish', on: switchOf(on) }))],
  ['vacuum', command(['full'], (_session, [full = '']) => ({ do: 'vacuum', full: switchOf(full) }))],
  ['erase_recycle_bin', command([], () => ({ do: 'eraseRecycleBin' }))],
  ['restore', restoreProcedure],
  ['restore_state', { parameters: [], run: (session) => textRows(['State'], [[restoreStateOf(sharedIn(session))]]) }],
  ['clock', { parameters: [], run: (session) => textRows(['ClockMs'], [[String(clockIn(sharedIn(session)))]]) }],
];

const requests: readonly StoreRequest[] = ['put', 'delete', 'list', 'get'];
const parts: readonly SnapshotPart[] = ['VERSION', 'ROLE', 'feImage', 'checksum', 'starmgrImage'];
const damages = ['remove', 'truncate'] as const;

function failStore(_session: Session, [request = '', nth = '']: readonly string[]): SnapshotCommand {
  return { do: 'failStore', request: wordOf(request, requests), nth: countOf(nth, 'number of a request') };
}

/** Snapshots go by their names, of which a scenario has the numbers. */
function damageSnapshot(session: Session, [name = '', part = '', how = '']: readonly string[]): SnapshotCommand {
  const job = jobNumber(sharedIn(session), name);
  return { do: 'damageSnapshot', job, part: wordOf(part, parts), how: wordOf(how, damages) };
}

/** The number of the job that made a snapshot of that name, from 1; the newest counts. */
export function jobNumber({ state: { launched } }: SharedCluster, name: string): number {
  const at = launched.findLastIndex((job) => job.name === name);
  if (at < 0)
    throw refusal(`Unknown snapshot '${name.slice(0, 80)}'; information_schema.cluster_snapshot_jobs lists them`);
  return at + 1;
}

function wordOf<const Word extends string>(text: string, words: readonly Word[]): Word {
  const known = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (known === undefined) throw refusal(`'${text.slice(0, 80)}' is none of ${words.join(', ')}.`);
  return known;
}

const longestStepSeconds = 100_000_000;

function signedSeconds(text: string): number {
  const seconds = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(seconds) <= longestStepSeconds) return seconds;
  throw wrongStep(text);
}

function wrongStep(text: string): Refusal {
  return refusal(`'${text.slice(0, 80)}' is no step of a clock; use whole seconds, negative ones set it back.`);
}
