import type { SyncSession } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Command } from '../model/scenario.ts';
import { type Judge, newJudge } from '../properties/judge.ts';
import {
  coldPartitions,
  coldTable,
  hotBackend,
  hotPartitions,
  hotTable,
  type LargeCluster,
  largeCluster,
  newHotTable,
  withoutMoves,
} from './largeCluster.ts';
import { median } from './rounds.ts';
import type { Setting } from './variant.ts';

/** What a command costs in a cluster of this many tablets: medians over rounds of the mean of a fixed mix of commands. */
export interface StepCost {
  readonly tablets: number;
  /** Time for the model's step alone, in microseconds. */
  readonly stepUs: number;
  /** Time for the step, the look at what it changed, and the judgement, in microseconds. */
  readonly judgedUs: number;
  /** What was found wrong with the reference. */
  readonly failures: readonly string[];
}

const noChoices: readonly number[] = [];

/** How many rounds are measured at least, however long they take. */
const fewestRounds = 3;

/** Measures the cost of a step in a cluster of `tablets` tablets for about so long; the first quarter only warms up. */
export function stepCost(setting: Setting, tablets: number, timeMs: number): StepCost {
  const cluster = largeCluster(setting.profile, tablets);
  const judge = newJudge(setting.properties, setting.profile);
  const take = judged(cluster.session, judge);
  // The judge has to know what the cluster was told, or it would look for moves that cannot come.
  take(withoutMoves);
  const measured: RoundCost[] = [];
  const startMs = performance.now();
  for (let round = 0; measured.length < fewestRounds || performance.now() - startMs < timeMs; round += 1) {
    for (const { command, choices } of cleanUp(round, setting.profile)) take(command, choices);
    const cost = costOf(mixOf(cluster, round), take);
    if (round > 0 && performance.now() - startMs > timeMs / 4) measured.push(cost);
  }
  return {
    tablets,
    stepUs: median(measured.map(({ stepUs }) => stepUs)),
    judgedUs: median(measured.map(({ judgedUs }) => judgedUs)),
    failures: judge.failures.map(({ property, message }) => `${property}: ${message}`),
  };
}

/** What the mix of commands has cost in one round, in microseconds a command. */
type RoundCost = Pick<StepCost, 'stepUs' | 'judgedUs'>;

/** Takes and judges a command, and tells how long its step took, in milliseconds. */
type Take = (command: Command, choices?: readonly number[]) => number;

function judged(session: SyncSession, judge: Judge): Take {
  let before = session.observe();
  return (command, choices = noChoices) => {
    const startMs = performance.now();
    const outcome = session.apply(command, choices);
    const stepMs = performance.now() - startMs;
    const after = session.observe();
    judge.feed(command, outcome, before, after);
    before = after;
    // A refused command costs next to nothing, so that a wrong mix would look fast.
    if (outcome.kind === 'refused') throw new Error(`${command.do} of the mix was refused: ${outcome.message}`);
    return stepMs;
  };
}

function costOf(commands: readonly Command[], take: Take): RoundCost {
  const startMs = performance.now();
  let stepMs = 0;
  for (const command of commands) stepMs += take(command);
  const judgedMs = performance.now() - startMs;
  const each = 1000 / commands.length;
  return { stepUs: stepMs * each, judgedUs: judgedMs * each };
}

/** Every round begins with a new hot table, because what a table remembers of its loads would make later rounds dearer. */
function cleanUp(round: number, profile: Profile): readonly { command: Command; choices: readonly number[] }[] {
  const drop = { command: { do: 'dropTable' as const, table: hotTable }, choices: noChoices };
  const check = { command: advance(profile.checkerIntervalMs / 1000), choices: noChoices };
  return round === 0 ? [newHotTable, check] : [drop, newHotTable, check];
}

/**
 * One round: loads and reads of hot and cold tables, and a backend that crashes, is found dead, comes back and is
 * repaired. It takes two rounds of the checker, and the backend is back before the first of them, so that nothing moves.
 */
function mixOf(cluster: LargeCluster, round: number): readonly Command[] {
  const cold = coldTable((round * 7) % cluster.coldTables);
  const load = (nth: number, table: string, partitions: readonly string[]): Command => {
    return { do: 'load', load: `l${round}-${nth}`, table, partitions };
  };
  const query: Command = { do: 'query', table: hotTable };
  return [
    load(1, hotTable, hotPartitions.slice(0, 1)),
    query,
    load(2, cold, [`p${1 + (round % coldPartitions)}`]),
    advance(1),
    load(3, hotTable, hotPartitions),
    query,
    advance(1),
    { do: 'crashBackend', backend: hotBackend },
    load(4, hotTable, hotPartitions),
    advance(5),
    load(5, hotTable, hotPartitions.slice(1)),
    query,
    { do: 'restartBackend', backend: hotBackend },
    advance(5),
    advance(8),
    query,
    load(6, cold, [`p${1 + ((round + 1) % coldPartitions)}`]),
    advance(10),
    advance(10),
    query,
  ];
}

function advance(seconds: number): Command {
  return { do: 'advance', seconds };
}
