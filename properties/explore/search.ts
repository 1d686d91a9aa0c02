import type { Observation } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { State } from '../../model/replication/state.ts';
import { initialState, type StepResult, step } from '../../model/replication/step.ts';
import type { Command } from '../../model/scenario.ts';
import type { Property, Step } from '../property.ts';
import { type Book, changesNoPrint, entered, leavesBook, openBook } from './book.ts';
import { searchBreadthFirst, type World } from './breadth.ts';
import { type Frame, newFrame } from './frame.ts';
import { type Bench, newBench } from './judging.ts';
import { keyOf } from './key.ts';
import { atRest, firstLook, isUnchanged, nextLook } from './looking.ts';
import type { Objection, SearchResult, Violation } from './result.ts';
import type { Scope } from './scope.ts';
import { backendClasses } from './symmetry.ts';
import type { Path } from './trail.ts';
import { isRepetition, twinsIn } from './twins.ts';
import { violationOf } from './violation.ts';

export type { SearchResult, Violation } from './result.ts';

/** What a search is told to do. */
export interface SearchOptions {
  readonly scope: Scope;
  /** What is promised. */
  readonly profile: Profile;
  /** How the system behaves that is searched; as is promised when absent. */
  readonly behaviour?: Profile;
  /** Who decides in the system that is searched: the reference, or a mutant. */
  readonly rules: Rules;
  readonly properties: readonly Property[];
  /** A search that finds more states than this stops and is not complete. */
  readonly maxStates: number;
  /** Whether to stop at a violation of this property; by default none is reason to stop. */
  readonly stopsAt?: (property: string) => boolean;
  /** Told of every depth whose states are all known. */
  readonly onDepth?: (depth: number, states: number) => void;
  /** Told of every state before it is left. */
  readonly onState?: (state: State, spent: number, twins: number) => void;
}

interface Node {
  readonly state: State;
  readonly look: Observation;
  readonly book: Book;
  /** Positions of backends that are like an earlier one in everything, as bits. */
  readonly twins: number;
}

interface Search {
  readonly options: SearchOptions;
  readonly frame: Frame;
  readonly bench: Bench;
}

/** Where a command has led. */
interface Arrival {
  readonly command: Command;
  readonly result: StepResult;
  readonly after: Observation;
  readonly from: Book;
  /** As far as the key needs it. */
  readonly book: Book;
  readonly isPlain: boolean;
}

/** Searches a scope breadth first, judges every transition, and keeps the shortest way to each violation. */
export function search(options: SearchOptions): SearchResult {
  const startMs = performance.now();
  const { scope, profile, behaviour = profile, properties, maxStates, stopsAt, onDepth } = options;
  const frame = newFrame(backendClasses(scope), behaviour);
  const running: Search = { options, frame, bench: newBench(properties) };
  const violation = (objection: Objection, path: Path): Violation => violationOf(options, objection, path);
  const found = searchBreadthFirst(worldOf(running), { scope, maxStates, stopsAt, onDepth, violation });
  const { bench } = running;
  return {
    ...found,
    scope: scope.name,
    profile: profile.name,
    exercised: new Map(bench.properties.map(({ id }, nth) => [id, bench.exercised[nth] ?? 0])),
    elapsedMs: performance.now() - startMs,
  };
}

function worldOf(running: Search): World<Node> {
  const { options, frame } = running;
  const state = initialState(options.behaviour ?? options.profile, options.scope.topology);
  const book = openBook();
  // Of the last command; undefined when it has led nowhere.
  let arrival: Arrival | undefined;
  const first = { state, look: firstLook(state), book, twins: 0 };
  return {
    first: { ...first, twins: twinsOf(frame, first) },
    firstPrint: () => keyOf(frame, state, book, 0, false),
    leave: (node, spent) => options.onState?.(node.state, spent, node.twins),
    isRepetition: (node, command) => node.twins !== 0 && isRepetition(node.state, node.twins, command),
    take: (node, command, _, choose) => {
      const result = step(options.rules, node.state, command, choose);
      arrival = undefined;
      if (leadsNowhere(node, command, result)) return judgeIdle(running, node, command, result);
      arrival = arrive(options, node, command, result);
      return judge(running, node, arrival);
    },
    print: (spent) => arrival && keyOf(frame, arrival.result.state, arrival.book, spent, arrival.isPlain),
    reached: () => (arrival === undefined ? first : nodeOf(running, arrival)),
    end: () => [],
  };
}

function twinsOf(frame: Frame, { state, book }: Pick<Node, 'state' | 'book'>): number {
  keyOf(frame, state, book, 0, false);
  return twinsIn(frame, state);
}

function leadsNowhere({ state, book }: Node, command: Command, { state: next, outcome }: StepResult): boolean {
  return (outcome.kind === 'refused' || leavesBook(book, command, outcome)) && isUnchanged(next, state);
}

function arrive({ profile }: SearchOptions, node: Node, command: Command, result: StepResult): Arrival {
  const { outcome, state, touched } = result;
  const { book: from } = node;
  const after = nextLook(state, node.state, node.look, touched);
  const isPlain = changesNoPrint(command, outcome);
  const book = isPlain ? from : entered(from, command, outcome, after, profile);
  return { command, result, after, from, book, isPlain };
}

function judgeIdle(
  { options, bench }: Search,
  { look, book }: Node,
  command: Command,
  { outcome }: StepResult,
): readonly Objection[] {
  return bench.judgeIdle(stepOf(options, command, outcome, look, look, book));
}

function judge(
  { options, bench }: Search,
  { look, book }: Node,
  { command, result, after }: Arrival,
): readonly Objection[] {
  const seen = stepOf(options, command, result.outcome, look, after, book);
  return after === look ? bench.judgeIdle(seen) : bench.judge(seen);
}

function stepOf(
  { profile }: SearchOptions,
  command: Command,
  outcome: StepResult['outcome'],
  before: Observation,
  after: Observation,
  { ledger }: Book,
): Step {
  return { index: 0, command, outcome, before, after, ledger, profile };
}

/** The state to which a command has led, whose key was made last. */
function nodeOf({ options, frame }: Search, { command, result, after, from, book, isPlain }: Arrival): Node {
  const { state, outcome } = result;
  const kept = isPlain ? entered(from, command, outcome, after, options.profile) : book;
  return { state, look: atRest(after), book: kept, twins: twinsIn(frame, state) };
}
