import type { Profile } from '../../../model/profile.ts';
import type { Command } from '../../../model/scenario.ts';
import type { Choose } from '../../../model/snapshot/draft.ts';
import { type Looked, lookAt } from '../../../model/snapshot/look.ts';
import type { SnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import type { SharedDataStep } from '../../property.ts';
import { newStory, type Story } from '../../shared-data/story.ts';
import type { Ending, World } from '../breadth.ts';
import type { Objection } from '../result.ts';
import { entered } from './book.ts';
import type { Bench } from './judging.ts';
import { keyOf } from './key.ts';
import { type Lens, newLens } from './lens.ts';
import type { SharedDataScope } from './scope.ts';

/** What makes up a world of shared-data clusters. */
export interface WorldOptions {
  readonly scope: SharedDataScope;
  /** What is promised. */
  readonly profile: Profile;
  /** How the system behaves. */
  readonly behaviour: Profile;
  readonly rules: SnapshotRules;
  readonly bench: Bench;
  /** Whether runs are brought to their end. */
  readonly ends: boolean;
  readonly onState?: ((state: SharedDataState, story: Story, spent: number) => void) | undefined;
}

/** A state with all that has led to it. */
export interface Node extends Looked {
  readonly story: Story;
  readonly last: Link | undefined;
}

/** The steps of a run, the last one first. */
interface Link {
  readonly step: SharedDataStep;
  readonly before: Link | undefined;
}

/** A world, and what was wrong on the way to its first state. */
export interface Opened {
  readonly world: World<Node>;
  readonly objections: readonly Ending[];
}

/** Opens the world of a scope behind its prologue. */
export function openWorld(options: WorldOptions): Opened {
  const { scope, behaviour, rules } = options;
  const { prologue = [] } = scope;
  const state = initialSharedDataState(behaviour, scope.topology);
  let node: Node = { state, look: lookAt(rules, state), story: newStory(), last: undefined };
  const objections: Ending[] = [];
  prologue.forEach((command, nth) => {
    const next = stepFrom(options, node, command, nth, () => 0);
    for (const objection of next.objections) objections.push({ objection, commands: prologue.slice(0, nth + 1) });
    node = next.node();
  });
  return { world: worldFrom(options, node), objections };
}

function worldFrom(options: WorldOptions, first: Node): World<Node> {
  const { scope, onState } = options;
  const lens = newLens(scope);
  const start = (scope.prologue ?? []).length;
  let taken: Taken | undefined;
  return {
    first,
    firstPrint: () => keyOf(lens, first.state, first.story, 0),
    leave: ({ state, story }, spent) => onState?.(state, story, spent),
    isRepetition: () => false,
    take: (node, command, depth, choose) => {
      taken = stepFrom(options, node, command, start + depth, choose);
      return taken.objections;
    },
    print: (spent) => (taken === undefined || taken.isNowhere() ? undefined : printOf(lens, taken, spent)),
    reached: () => taken?.node() ?? first,
    end: (node) => (options.ends ? endingsOf(options, node) : []),
  };
}

/** What a command has led to. */
interface Taken {
  readonly objections: readonly Objection[];
  readonly state: SharedDataState;
  readonly story: Story;
  /** Whether everything is as it was before. */
  isNowhere(): boolean;
  node(): Node;
}

function printOf(lens: Lens, { state, story }: Taken, spent: number): ReturnType<typeof keyOf> {
  return keyOf(lens, state, story, spent);
}

function stepFrom(options: WorldOptions, node: Node, command: Command, index: number, choose: Choose): Taken {
  const { rules, profile, bench } = options;
  const { state: before, look: seen, story: told, last } = node;
  const { state, outcome } = sharedDataStep(rules, before, command, choose);
  const look = lookAt(rules, state, node);
  const views = { before: seen, after: look, beforeMs: before.nowMs, afterMs: state.nowMs };
  const step: SharedDataStep = { index, command, outcome, ...views, story: told, profile };
  const objections = bench.judge(step);
  const story = entered(told, step);
  return {
    objections,
    state,
    story,
    // A capture that goes on has seen what it had seen before.
    isNowhere: () => isSame(before, state) && isSame(told, { ...story, captures: told.captures }),
    node: () => ({ state, look, story, last: options.ends ? { step, before: last } : undefined }),
  };
}

function isSame<T extends object>(one: T, other: T): boolean {
  return Object.entries(one).every(([field, value]) => Reflect.get(other, field) === value);
}

/** Brings a run to its end, and judges the whole of it. */
function endingsOf(options: WorldOptions, node: Node): readonly Ending[] {
  const { epilogue } = options.scope;
  if (epilogue === undefined || goesOn(options, node)) return [];
  const endings: Ending[] = [];
  let at = node;
  const past = stepsTo(node);
  epilogue.forEach((command, nth) => {
    const next = stepFrom(options, at, command, past.length + nth, () => 0);
    for (const objection of next.objections) endings.push({ objection, commands: epilogue.slice(0, nth + 1) });
    at = next.node();
  });
  for (const [nth, objection] of options.bench.judgeRun(stepsTo(at))) {
    endings.push({ objection, commands: epilogue.slice(0, Math.max(0, nth + 1 - past.length)) });
  }
  return endings;
}

/** A run in which time has passed goes on where it passes further, as long as the scope lasts. */
function goesOn({ scope }: WorldOptions, { last }: Node): boolean {
  if (last?.step.command.do !== 'advance') return false;
  const taken = last.step.index + 1 - (scope.prologue ?? []).length;
  return taken < (scope.depth ?? Number.POSITIVE_INFINITY);
}

function stepsTo({ last }: Node): readonly SharedDataStep[] {
  const steps: SharedDataStep[] = [];
  for (let link = last; link !== undefined; link = link.before) steps.push(link.step);
  return steps.reverse();
}
