import { nameOf } from '../../../model/replication/names.ts';
import { isAvailable, type State } from '../../../model/replication/state.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { always, drawClonedReplica, hasTable } from './places.ts';
import { setConfigLetter } from './time.ts';

/** So many steps are made before and after an operator may come in. */
const STEPS = 7;
const BUCKETS = 8;

/**
 * An opening after which many tasks compete for few slots: loads that one or two backends miss leave many replicas behind
 * at once, and what comes of it is looked at round by round. By chance alone that hardly ever happens.
 *
 * @param hinted whether an operator asks for the repair of some of it meanwhile.
 */
export function rush(random: Random, hinted: boolean): readonly Letter[] {
  const failing = oneIn(random, 3) ? [failingWrites] : [failingWrites, failingWrites];
  const working = failing.map(() => workingWrites);
  const steps = Array.from({ length: STEPS }, () => approach);
  const hints = hinted ? [hint, approach, approach] : [];
  const fewer = oneIn(random, 2) ? [slotsOf('2')] : [];
  const stalling = oneIn(random, 3) ? [stallingClones] : [];
  const limiting = hinted && oneIn(random, 2) ? [shortQueue, hint] : [];
  return [
    slotsOf(fewer.length > 0 ? '4' : '2'),
    crowdedTable(3),
    crowdedTable(2),
    ...failing,
    wholeLoad,
    wholeLoad,
    ...stalling,
    ...working,
    ...limiting,
    ...steps,
    ...fewer,
    ...hints,
    wholeLoad,
    wholeLoad,
    ...steps,
    ...reads,
  ];
}

function slotsOf(number: string): Letter {
  return setConfigLetter([['tablet_sched_slot_num_per_path', number]]);
}

/** A table that takes loads even where backends fail; with two replicas what lags is more urgent than with three. */
function crowdedTable(replicationNum: number): Letter {
  return {
    kind: 'createTable',
    isEnabled: always,
    draw: (state) => ({
      do: 'createTable',
      table: `t${state.tables.length + 1}`,
      replicationNum: Math.min(replicationNum, state.backends.filter(isAvailable).length),
      partitions: ['p1'],
      buckets: BUCKETS,
      writeQuorum: 'ONE',
    }),
  };
}

/** What is urgent finds room in a queue that is full. */
const shortQueue = setConfigLetter([['tablet_sched_max_scheduling_tablets', '2']]);

/** Clones to one of the backends hang, and keep the slots of their sources from those to the other. */
const stallingClones: Letter = {
  kind: 'stallClones',
  isEnabled: (state) => failingOnes(state, true).length > 0,
  draw: (state, random) => ({ do: 'stallClones', backend: oneOf(random, failingOnes(state, true)), on: true }),
};

const failingWrites: Letter = writes(true);
const workingWrites: Letter = writes(false);

function writes(on: boolean): Letter {
  return {
    kind: 'failWrites',
    isEnabled: (state) => failingOnes(state, !on).length > 0,
    draw: (state, random) => ({ do: 'failWrites', backend: oneOf(random, failingOnes(state, !on)), on }),
  };
}

function failingOnes({ backends }: State, failing: boolean): readonly string[] {
  return backends.filter(({ faults }) => faults.writesFail === failing).map(({ name }) => name);
}

/** One load for each table in turn. */
const wholeLoad: Letter = {
  kind: 'load',
  isEnabled: hasTable,
  draw: ({ tables }, random, serial) => {
    const table = tables[serial % tables.length] ?? oneOf(random, tables);
    return {
      do: 'load',
      load: `l${serial}`,
      table: nameOf(table),
      partitions: table.partitions.map(({ name }) => name),
    };
  },
};

const hint: Letter = {
  kind: 'repairTable',
  isEnabled: hasTable,
  draw: (state, random) => ({ do: 'repairTable', table: nameOf(oneOf(random, state.tables)) }),
};

/** What was cloned is read, with what was loaded meanwhile. */
const reads: readonly Letter[] = Array.from({ length: 4 }, () => ({
  kind: 'readReplica',
  isEnabled: hasTable,
  draw: (state, random) => ({ do: 'readReplica', ...drawClonedReplica(state, random) }),
}));

/** Round by round while tasks compete, from one round of the checker to the next before. */
const approach: Letter = {
  kind: 'advance',
  isEnabled: always,
  draw: ({ pending, profile }) => {
    const stepMs = pending.length > 0 ? profile.schedulerIntervalMs : profile.checkerIntervalMs;
    return { do: 'advance', seconds: stepMs / 1000 };
  },
};
