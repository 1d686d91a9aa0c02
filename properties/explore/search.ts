import type { Observation } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { State } from '../../model/replication/state.ts';
import { initialState, type StepResult, step } from '../../model/replication/step.ts';
import type { Command, Scenario } from '../../model/scenario.ts';
import type { Property, Step } from '../property.ts';
import { type Book, changesNoPrint, entered, leavesBook, openBook } from './book.ts';
import { type Frame, newFrame } from './frame.ts';
import { type Bench, newBench, type Objection } from './judging.ts';
import { keyOf } from './key.ts';
import { atRest, firstLook, isUnchanged, nextLook } from './looking.ts';
import { newOdometer, type Odometer } from './odometer.ts';
import { type Budgets, budgetsOf, movesOf, type Scope } from './scope.ts';
import { newSeen, type Seen } from './seen.ts';
import { backendClasses } from './symmetry.ts';
import { newTrail, START, type Trail } from './trail.ts';
import { isRepetition, twinsIn } from './twins.ts';

/** What a search is told to do. */
export interface SearchOptions {
  readonly scope: Scope;
  readonly profile: Profile;
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

/** The first, and therefore shortest, violation of a property of one kind. */
export interface Violation extends Objection {
  readonly scenario: Scenario;
}

/** What a search has found out. */
export interface SearchResult {
  readonly scope: string;
  readonly profile: string;
  /** Different states, the first one included. */
  readonly states: number;
  /** Steps that were taken and judged, with every way in which their choices can fall. */
  readonly transitions: number;
  /** The most commands that any state needs. */
  readonly depth: number;
  /** Whether there is nothing beyond. A bound on the depth is part of the scope. */
  readonly complete: boolean;
  readonly violations: readonly Violation[];
  /** Ids of properties that judge transitions, with how often they had something to say. */
  readonly exercised: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

/** A single step whose choices can fall in more ways than this makes a search hopeless: shorter steps have fewer. */
const MOST_WAYS = 10_000;

interface Node {
  readonly number: number;
  readonly state: State;
  readonly look: Observation;
  readonly book: Book;
  readonly spent: number;
  /** Positions of backends that are like an earlier one in everything, as bits. */
  readonly twins: number;
}

interface Search {
  readonly options: SearchOptions;
  readonly budgets: Budgets;
  readonly moves: ReturnType<typeof movesOf>;
  readonly frame: Frame;
  readonly seen: Seen;
  readonly trail: Trail;
  readonly bench: Bench;
  readonly odometer: Odometer;
  readonly violations: Map<string, Violation>;
  /** States that were found at the depth after the present one. */
  next: Node[];
  transitions: number;
  stopped: boolean;
}

/** Searches a scope breadth first, judges every transition, and keeps the shortest way to each violation. */
export function search(options: SearchOptions): SearchResult {
  const startMs = performance.now();
  const running = begin(options);
  const { scope, onDepth } = options;
  let depth = 0;
  for (; running.next.length > 0 && depth < (scope.depth ?? Number.POSITIVE_INFINITY); depth += 1) {
    const present = running.next;
    running.next = [];
    for (const node of present) {
      if (running.stopped) break;
      expand(running, node);
    }
    if (running.stopped) break;
    onDepth?.(depth, running.trail.size);
    if (running.next.length === 0) break;
  }
  return resultOf(running, depth, performance.now() - startMs);
}

function begin(options: SearchOptions): Search {
  const { scope, profile, properties } = options;
  const state = initialState(profile, scope.topology);
  const book = openBook();
  const running: Search = {
    options,
    budgets: budgetsOf(scope.alphabet),
    moves: movesOf(scope.alphabet),
    frame: newFrame(backendClasses(scope), profile),
    seen: newSeen(),
    trail: newTrail(),
    bench: newBench(properties),
    odometer: newOdometer(),
    violations: new Map(),
    next: [],
    transitions: 0,
    stopped: false,
  };
  running.seen.add(keyOf(running.frame, state, book, 0, false));
  const twins = twinsIn(running.frame, state);
  running.next.push({ number: START, state, look: firstLook(state), book, spent: 0, twins });
  return running;
}

function resultOf(running: Search, depth: number, elapsedMs: number): SearchResult {
  const { options, bench, trail } = running;
  return {
    scope: options.scope.name,
    profile: options.profile.name,
    states: trail.size,
    transitions: running.transitions,
    depth,
    complete: !running.stopped,
    violations: [...running.violations.values()],
    exercised: new Map(bench.properties.map(({ id }, nth) => [id, bench.exercised[nth] ?? 0])),
    elapsedMs,
  };
}

function expand(running: Search, node: Node): void {
  const { budgets, moves } = running;
  const { state, spent, twins } = node;
  running.options.onState?.(state, spent, twins);
  for (let letter = 0; letter < moves.length; letter += 1) {
    const commands = moves[letter]?.[budgets.usedOf(spent, letter)];
    if (commands === undefined) continue;
    for (const command of commands) {
      if (running.stopped) return;
      if (twins === 0 || !isRepetition(state, twins, command)) follow(running, node, command, letter);
    }
  }
}

/** Takes a command from a state in every way in which its choices can fall. */
function follow(running: Search, node: Node, command: Command, letter: number): void {
  const { odometer, options } = running;
  const first = running.transitions;
  odometer.reset();
  do {
    const result = step(options.rules, node.state, command, odometer.choose);
    running.transitions += 1;
    arrive(running, node, command, letter, result);
    if (running.transitions - first > MOST_WAYS) running.stopped = true;
  } while (!running.stopped && odometer.turn());
}

function arrive(running: Search, node: Node, command: Command, letter: number, result: StepResult): void {
  const { state, outcome, touched } = result;
  const { look: before, book } = node;
  if ((outcome.kind === 'refused' || leavesBook(book, command, outcome)) && isUnchanged(state, node.state)) {
    const objections = running.bench.judgeIdle(stepOf(running, command, outcome, before, before, book));
    if (objections.length > 0) object(running, node, command, objections);
    return;
  }
  const after = nextLook(state, node.state, before, touched);
  const seen = stepOf(running, command, outcome, before, after, book);
  const objections = after === before ? running.bench.judgeIdle(seen) : running.bench.judge(seen);
  if (objections.length > 0) object(running, node, command, objections);
  const { profile } = running.options;
  const spent = running.budgets.spend(node.spent, letter);
  const isPlain = changesNoPrint(command, outcome);
  const next = isPlain ? book : entered(book, command, outcome, after, profile);
  if (!running.seen.add(keyOf(running.frame, state, next, spent, isPlain))) return;
  const kept = isPlain ? entered(book, command, outcome, after, profile) : next;
  keep(running, node, command, { state, look: atRest(after), book: kept, spent });
}

function stepOf(
  { options: { profile } }: Search,
  command: Command,
  outcome: StepResult['outcome'],
  before: Observation,
  after: Observation,
  { ledger }: Book,
): Step {
  return { index: 0, command, outcome, before, after, ledger, profile };
}

/** Keeps a state that is new, and whose key was made last. */
function keep(running: Search, from: Node, command: Command, reached: Omit<Node, 'number' | 'twins'>): void {
  const { trail, options, frame, odometer, next } = running;
  if (trail.size >= options.maxStates) {
    running.stopped = true;
    return;
  }
  const { state, look, book, spent } = reached;
  const number = trail.add(from.number, command, odometer.taken());
  next.push({ number, state, look, book, spent, twins: twinsIn(frame, state) });
}

function object(running: Search, node: Node, command: Command, objections: readonly Objection[]): void {
  const { violations, options, odometer } = running;
  for (const objection of objections) {
    const key = `${objection.property}: ${objection.kind}`;
    if (violations.has(key)) continue;
    const path = running.trail.pathTo(node.number);
    const scenario = {
      profile: options.profile.name,
      suite: suitesOf(options.properties, objection.property),
      topology: options.scope.topology,
      commands: [...path.commands, command],
      choices: [...path.choices, odometer.taken()],
    };
    violations.set(key, { ...objection, scenario });
    if (options.stopsAt?.(objection.property) === true) running.stopped = true;
  }
}

function suitesOf(properties: readonly Property[], id: string): string {
  return properties.find((property) => property.id === id)?.suite ?? 'replication';
}
