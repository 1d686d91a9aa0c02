import type { Backend, State } from '../../../model/replication/state.ts';
import type { OnReplica } from '../../../model/scenario.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { always, drawNeededReplica, drawReplica, drawWaitingReplica, hasTable } from './places.ts';

const maxBackends = 7;

/** What happens to backends, to the replicas on them, and to the leader. */
export const backendLetters: readonly Letter[] = [
  onBackend('crashBackend', (backend) => backend.running),
  onBackend('restartBackend', (backend) => !backend.running),
  {
    kind: 'addBackend',
    isEnabled: (state) => state.backends.length < maxBackends,
    draw: (state) => ({ do: 'addBackend', backend: freshBackend(state) }),
  },
  onBackend('dropBackend', (_backend, state) => state.backends.length > 2),
  onBackend('decommissionBackend', (backend) => !backend.decommissioned),
  {
    kind: 'cancelDecommission',
    isEnabled: (state) => state.backends.some(isDecommissioned),
    draw: (state, random) => ({ do: 'cancelDecommission', backend: drawDecommissioned(state, random) }),
  },
  faultSwitch('failWrites', 'writesFail'),
  faultSwitch('failClones', 'clonesFail'),
  faultSwitch('stallClones', 'clonesStall'),
  faultSwitch('stallPublish', 'publishStalls'),
  faultSwitch('repeatReports', 'reportsTwice'),
  onReplica('loseReplica', drawDamaged),
  onReplica('compact', drawNeededReplica),
  {
    kind: 'setReplicaStatus',
    isEnabled: hasTable,
    draw: (state, random) => ({
      do: 'setReplicaStatus',
      ...drawDamaged(state, random),
      status: oneOf(random, ['bad', 'bad', 'bad', 'ok', 'DEAD']),
    }),
  },
  { kind: 'changeLeader', isEnabled: hasTable, draw: () => ({ do: 'changeLeader' }) },
  { kind: 'heal', isEnabled: hasFault, draw: () => ({ do: 'heal' }) },
];

/** Whether anything is wrong that `heal` ends. */
function hasFault(state: State): boolean {
  return state.backends.some((backend) => !backend.running || hasAnyFault(backend));
}

function hasAnyFault({ faults }: Backend): boolean {
  const { writesFail, clonesFail, clonesStall, publishStalls, reportsTwice } = faults;
  return writesFail || clonesFail || clonesStall || publishStalls || reportsTwice;
}

function isDecommissioned({ decommissioned }: Backend): boolean {
  return decommissioned;
}

/** Mostly a backend that is decommissioned; cancelling has no effect on any other. */
function drawDecommissioned(state: State, random: Random): string {
  const suiting = oneIn(random, 10) ? state.backends : state.backends.filter(isDecommissioned);
  return oneOf(random, suiting).name;
}

function freshBackend(state: State): string {
  for (let nth = 1; ; nth += 1) if (!state.backends.some((backend) => backend.name === `b${nth}`)) return `b${nth}`;
}

function onBackend(
  kind: 'crashBackend' | 'restartBackend' | 'dropBackend' | 'decommissionBackend',
  suits: (backend: Backend, state: State) => boolean,
): Letter {
  return {
    kind,
    isEnabled: (state) => state.backends.some((backend) => suits(backend, state)),
    draw: (state, random) => {
      const candidates = state.backends.filter((backend) => suits(backend, state));
      return { do: kind, backend: oneOf(random, candidates).name };
    },
  };
}

function faultSwitch(
  kind: 'failWrites' | 'failClones' | 'stallClones' | 'stallPublish' | 'repeatReports',
  fault: keyof Backend['faults'],
): Letter {
  return {
    kind,
    isEnabled: always,
    draw: (state, random) => {
      const backend = oneOf(random, state.backends);
      return { do: kind, backend: backend.name, on: !backend.faults[fault] };
    },
  };
}

function onReplica(kind: 'loseReplica' | 'compact', drawPlace: typeof drawReplica): Letter {
  return { kind, isEnabled: hasTable, draw: (state, random) => ({ do: kind, ...drawPlace(state, random) }) };
}

/** Damage to a tablet whose task waits changes what is to be done about it. */
function drawDamaged(state: State, random: Random): Omit<OnReplica<string>, 'do'> {
  return oneIn(random, 3) ? drawWaitingReplica(state, random) : drawReplica(state, random);
}
