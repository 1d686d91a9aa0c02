import type { Choose } from '../../model/replication/draft.ts';
import type { Command } from '../../model/scenario.ts';
import type { Fingerprint } from './fingerprint.ts';
import { newOdometer, type Odometer } from './odometer.ts';
import type { Objection, SearchResult, Violation } from './result.ts';
import { type Budgets, budgetsOf, movesOf, type Scope } from './scope.ts';
import { newSeen, type Seen } from './seen.ts';
import { newTrail, type Path, START, type Trail } from './trail.ts';

/** What is searched: states, and what commands make of them. */
export interface World<State> {
  readonly first: State;
  /** The key of a state that something has been spent to reach. It is of use until the next one is asked for. */
  firstPrint(): Fingerprint;
  /** Told of every state before it is left. */
  leave(state: State, spent: number): void;
  /** Whether the command leads from there only where another one leads as well. */
  isRepetition(state: State, command: Command): boolean;
  /**
   * Takes a command and judges what comes of it. Where it leads is asked for afterwards, and only as far as that is needed.
   *
   * @param depth how many commands led to the state.
   * @returns what is wrong with it.
   */
  take(state: State, command: Command, depth: number, choose: Choose): readonly Objection[];
  /** The key of the state to which the command has led; undefined when it has led nowhere. */
  print(spent: number): Fingerprint | undefined;
  /** That state, once it is known to be new. */
  reached(): State;
  /** What shows only when a run ends in a state that is new. */
  end(state: State): readonly Ending[];
}

/** Something that is wrong with a run that was brought to its end. */
export interface Ending {
  readonly objection: Objection;
  readonly commands: readonly Command[];
}

/** How a search goes about. */
export interface BreadthOptions {
  readonly scope: Scope;
  /** A search that finds more states than this stops and is not complete. */
  readonly maxStates: number;
  /** Whether to stop at a violation of this property; by default none is reason to stop. */
  readonly stopsAt?: ((property: string) => boolean) | undefined;
  /** Told of every depth whose states are all known. */
  readonly onDepth?: ((depth: number, states: number) => void) | undefined;
  /** The violation that an objection to a run is. */
  readonly violation: (objection: Objection, path: Path) => Violation;
}

/** What a search gives whatever it judges. */
export type Found = Pick<SearchResult, 'states' | 'transitions' | 'depth' | 'complete' | 'violations'>;

/** A single step whose choices can fall in more ways than this makes a search hopeless: shorter steps have fewer. */
const MOST_WAYS = 10_000;

interface Node<State> {
  readonly number: number;
  readonly state: State;
  readonly spent: number;
}

interface Running<State> {
  readonly world: World<State>;
  readonly options: BreadthOptions;
  readonly budgets: Budgets;
  readonly moves: ReturnType<typeof movesOf>;
  readonly seen: Seen;
  readonly trail: Trail;
  readonly odometer: Odometer;
  readonly violations: Map<string, Violation>;
  /** States that were found at the depth after the present one. */
  next: Node<State>[];
  depth: number;
  transitions: number;
  stopped: boolean;
}

/** Searches breadth first: every run of the scope's commands, with every way in which choices can fall. */
export function searchBreadthFirst<State>(world: World<State>, options: BreadthOptions): Found {
  const running = begin(world, options);
  const deepest = options.scope.depth ?? Number.POSITIVE_INFINITY;
  while (running.next.length > 0 && running.depth < deepest) {
    const present = running.next;
    running.next = [];
    for (const node of present) {
      if (running.stopped) break;
      expand(running, node);
    }
    if (running.stopped) break;
    options.onDepth?.(running.depth, running.trail.size);
    if (running.next.length === 0) break;
    running.depth += 1;
  }
  const { depth, transitions, trail, violations, stopped } = running;
  return { states: trail.size, transitions, depth, complete: !stopped, violations: [...violations.values()] };
}

function begin<State>(world: World<State>, options: BreadthOptions): Running<State> {
  const { alphabet } = options.scope;
  const running: Running<State> = {
    world,
    options,
    budgets: budgetsOf(alphabet),
    moves: movesOf(alphabet),
    seen: newSeen(),
    trail: newTrail(),
    odometer: newOdometer(),
    violations: new Map(),
    next: [{ number: START, state: world.first, spent: 0 }],
    depth: 0,
    transitions: 0,
    stopped: false,
  };
  running.seen.add(world.firstPrint());
  return running;
}

function expand<State>(running: Running<State>, node: Node<State>): void {
  const { budgets, moves, world } = running;
  const { state, spent } = node;
  world.leave(state, spent);
  for (let letter = 0; letter < moves.length; letter += 1) {
    const commands = moves[letter]?.[budgets.usedOf(spent, letter)];
    if (commands === undefined) continue;
    for (const command of commands) {
      if (running.stopped) return;
      if (!world.isRepetition(state, command)) follow(running, node, command, letter);
    }
  }
}

/** Takes a command from a state in every way in which its choices can fall. */
function follow<State>(running: Running<State>, node: Node<State>, command: Command, letter: number): void {
  const { odometer, world, depth } = running;
  const first = running.transitions;
  odometer.reset();
  do {
    const objections = world.take(node.state, command, depth, odometer.choose);
    running.transitions += 1;
    if (objections.length > 0) object(running, node, command, objections);
    const spent = running.budgets.spend(node.spent, letter);
    const print = world.print(spent);
    if (print !== undefined && running.seen.add(print)) keep(running, node, command, spent);
    if (running.transitions - first > MOST_WAYS) running.stopped = true;
  } while (!running.stopped && odometer.turn());
}

/** Keeps a state that is new, and to which the last step has led. */
function keep<State>(running: Running<State>, from: Node<State>, command: Command, spent: number): void {
  const { trail, options, odometer, next, world } = running;
  if (trail.size >= options.maxStates) {
    running.stopped = true;
    return;
  }
  const state = world.reached();
  const number = trail.add(from.number, command, odometer.taken());
  next.push({ number, state, spent });
  for (const { objection, commands } of world.end(state)) {
    const path = trail.pathTo(number);
    const choices = [...path.choices, ...commands.map(() => [])];
    note(running, objection, { commands: [...path.commands, ...commands], choices });
  }
}

function object<State>(
  running: Running<State>,
  node: Node<State>,
  command: Command,
  objections: readonly Objection[],
): void {
  for (const objection of objections) {
    if (isKnown(running, objection)) continue;
    const path = running.trail.pathTo(node.number);
    const choices = [...path.choices, running.odometer.taken()];
    note(running, objection, { commands: [...path.commands, command], choices });
  }
}

function isKnown<State>({ violations }: Running<State>, { property, kind }: Objection): boolean {
  return violations.has(`${property}: ${kind}`);
}

function note<State>(running: Running<State>, objection: Objection, path: Path): void {
  if (isKnown(running, objection)) return;
  const { violations, options } = running;
  violations.set(`${objection.property}: ${objection.kind}`, options.violation(objection, path));
  if (options.stopsAt?.(objection.property) === true) running.stopped = true;
}
