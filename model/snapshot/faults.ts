import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { keysUnder, objectAt, truncated, withCopies, withObject, withoutObject } from './bucket.ts';
import type { SnapshotCommand, SnapshotPart } from './commands.ts';
import { holdPublish } from './data.ts';
import { type SharedDataDraft, volumeNamed } from './draft.ts';
import { lead } from './frontends.ts';
import { withoutSlashes } from './jobRules.ts';
import type { StoreFaults } from './state.ts';

type Command<Name> = Extract<SnapshotCommand, { do: Name }>;

/** A store that does what it is asked. */
export const noFaults: StoreFaults = { isBroken: false, countdown: {} };

/** One request of the FE will fail. */
export function failStore({ state }: SharedDataDraft, { request, nth }: Command<'failStore'>): Outcome {
  if (!Number.isSafeInteger(nth) || nth < 1) return refused(`no request has the number ${nth}; expected 1 or more`);
  state.faults = { ...state.faults, countdown: { ...state.faults.countdown, [request]: nth } };
  return done;
}

export function breakStore({ state }: SharedDataDraft, on: boolean): Outcome {
  state.faults = { ...state.faults, isBroken: on };
  return done;
}

/** Something takes a part of a snapshot away, or cuts it short. */
export function damageSnapshot(
  { rules, state }: SharedDataDraft,
  { job, part, how }: Command<'damageSnapshot'>,
): Outcome {
  const launched = state.launched[job - 1];
  if (launched === undefined) return refused(`there is no job number ${job}`);
  const location = volumeNamed(state.meta, launched.volume)?.location ?? launched.location;
  const dir = rules.snapshotDir(location, launched.serviceId, launched.name);
  const key = keysUnder(state.bucket, `${dir}/`).find((candidate) => isPart(candidate.slice(dir.length + 1), part));
  const object = key === undefined ? undefined : objectAt(state.bucket, key);
  if (key === undefined || object === undefined) return refused(`there is no ${part} in ${dir}`);
  state.bucket = how === 'remove' ? withoutObject(state.bucket, key) : withObject(state.bucket, key, truncated(object));
  return done;
}

/** Whether a path below a snapshot's folder is this part of it. */
export function isPart(path: string, part: SnapshotPart): boolean {
  switch (part) {
    case 'feImage':
      return path.startsWith('v2/image.');
    case 'checksum':
      return path.startsWith('v2/checksum.');
    case 'starmgrImage':
      return path.startsWith('starmgr/image.');
    default:
      return path === part;
  }
}

/** An operator copies all that lies in a volume's location. */
export function copyVolume({ state }: SharedDataDraft, { volume: name, location }: Command<'copyVolume'>): Outcome {
  const volume = volumeNamed(state.meta, name);
  if (volume === undefined) return refused(`Storage volume '${name}' does not exist`);
  state.bucket = withCopies(state.bucket, withoutSlashes(volume.location), withoutSlashes(location));
  return done;
}

/** Ends every fault; a leader FE that is down comes up again if it can. */
export function heal(draft: SharedDataDraft): Outcome {
  const { state } = draft;
  state.faults = noFaults;
  if (!state.isUp && state.disk === 'intact') lead(draft);
  return state.isUp ? holdPublish(draft, false) : done;
}
