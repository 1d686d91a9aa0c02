import { nameOf } from '../../../model/replication/names.ts';
import type { State } from '../../../model/replication/state.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { drawClonedReplica, drawReplica, drawTable, hasTable, NO_PARTITION } from './places.ts';

/** Loads in one piece or in several, and reads. */
export const loadLetters: readonly Letter[] = [
  {
    kind: 'load',
    isEnabled: hasTable,
    draw: (state, random, serial) => ({ do: 'load', ...drawLoad(state, random, serial) }),
  },
  {
    kind: 'query',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'query', table: nameOf(drawTable(state, random)) }),
  },
  {
    kind: 'readReplica',
    isEnabled: hasTable,
    draw: (state, random) => ({
      do: 'readReplica',
      ...(oneIn(random, 2) ? drawReplica(state, random) : drawClonedReplica(state, random)),
    }),
  },
  {
    kind: 'beginLoad',
    isEnabled: hasTable,
    draw: (state, random, serial) => ({ do: 'beginLoad', ...drawLoad(state, random, serial) }),
  },
  {
    kind: 'commitLoad',
    isEnabled: hasOpenLoad,
    draw: (state, random) => ({ do: 'commitLoad', load: oneOf(random, openLoads(state)) }),
  },
  {
    kind: 'abortLoad',
    isEnabled: hasOpenLoad,
    draw: (state, random) => ({ do: 'abortLoad', load: oneOf(random, openLoads(state)) }),
  },
];

/** Labels of the loads that were begun and neither committed nor aborted. */
export function openLoads(state: State): readonly string[] {
  return state.loads.filter(({ versions }) => versions.length === 0).map(({ label }) => label);
}

function hasOpenLoad(state: State): boolean {
  return state.loads.some(({ versions }) => versions.length === 0);
}

/** Mostly all partitions or one; now and then one that does not exist, which must be refused. */
function drawLoad(
  state: State,
  random: Random,
  serial: number,
): { load: string; table: string; partitions: readonly string[] } {
  const table = drawTable(state, random);
  const load = `l${serial}`;
  if (oneIn(random, 40)) return { load, table: nameOf(table), partitions: [NO_PARTITION] };
  const names = table.partitions.map((partition) => partition.name);
  const partitions = oneIn(random, 3) ? [oneOf(random, names)] : names;
  return { load, table: nameOf(table), partitions };
}
