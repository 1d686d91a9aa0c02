import type { Bucket, SharedDataState, StoredObject, Volume } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { drawVolume, isUp, type SharedDataLetter } from './places.ts';

/** Where copies of volumes are put; volumes never begin there. */
const COPIES = 's3://copies';

const SNAPSHOTS = '/meta/image/';

/** An operator copies a volume, as before a restore elsewhere (S16). */
export const copyVolume = {
  kind: 'copyVolume',
  isEnabled: isUp,
  draw: (state, random, serial) => {
    const volume = drawVolume(state, random);
    return { do: 'copyVolume', volume, location: `${copyOf(volume, serial)}${oneIn(random, 3) ? '/' : ''}` };
  },
} as const satisfies SharedDataLetter;

/** Where a copy of a volume is put. */
export function copyOf(volume: string, serial: number): string {
  return `${COPIES}/${volume}-${serial}`;
}

/**
 * A volume with the location of a copy of all that the volume holds, if there is one: what was written after the copy was
 * made could not be restored from it.
 */
export function drawMove(
  state: SharedDataState,
  random: Random,
): { readonly name: string; readonly location: string } | undefined {
  const moves = state.meta.volumes.flatMap((volume) =>
    copiesOf(state.bucket, volume).map((location) => ({ name: volume.name, location })),
  );
  if (moves.length === 0) return undefined;
  const { name, location } = oneOf(random, moves);
  return { name, location: oneIn(random, 3) ? `${location}/` : location };
}

function copiesOf(bucket: Bucket, { name, location }: Volume): readonly string[] {
  const prefix = `${COPIES}/${name}-`;
  const from = location.replace(/\/+$/, '');
  const copies = new Set<string>();
  for (const folder of bucket.keys()) {
    if (folder.startsWith(prefix)) copies.add(prefix + folder.slice(prefix.length).replace(/\/.*$/, ''));
  }
  return [...copies].filter((to) => to !== from && isWhole(bucket, from, to));
}

/** Data may be there that has gone meanwhile, but no snapshots: the cluster would not know of them. */
function isWhole(bucket: Bucket, from: string, to: string): boolean {
  for (const [folder, objects] of bucket) {
    if (folder.startsWith(`${from}/`) && !holds(bucket.get(to + folder.slice(from.length)), objects)) return false;
    const isCopied = folder.startsWith(`${to}/`) && folder.includes(SNAPSHOTS);
    if (isCopied && !holds(bucket.get(from + folder.slice(to.length)), objects)) return false;
  }
  return true;
}

function holds(
  copy: ReadonlyMap<string, StoredObject> | undefined,
  objects: ReadonlyMap<string, StoredObject>,
): boolean {
  const etags = new Set([...(copy?.values() ?? [])].map(({ etag }) => etag));
  for (const { etag } of objects.values()) if (!etags.has(etag)) return false;
  return true;
}
