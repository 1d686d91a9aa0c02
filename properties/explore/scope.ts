import type { Command, Topology } from '../../model/scenario.ts';

/** Commands of a scope that share a budget. */
export interface Letter {
  readonly commands: readonly Command[];
  /** How often one of them may happen; as often as one likes when absent. A command that changes nothing costs nothing. */
  readonly atMost?: number;
  /** The n-th use takes the n-th command, so that things that are made one after the other get their names in order. */
  readonly inOrder?: true;
}

/** A small world that is searched exhaustively: every run of its commands, and every way in which choices can fall. */
export interface Scope {
  readonly name: string;
  /** What it is about, in one line. */
  readonly title: string;
  readonly topology: Topology;
  readonly alphabet: readonly Letter[];
  /** The most commands of a run; when absent the budgets end every run. */
  readonly depth?: number;
}

/** What has been used of the budgets, in one number: a digit for each letter that has one. */
export interface Budgets {
  /** How often the letter has been used. */
  usedOf(spent: number, letter: number): number;
  /** What is spent once it has been used. */
  spend(spent: number, letter: number): number;
}

/** The budgets of an alphabet. */
export function budgetsOf(alphabet: readonly Letter[]): Budgets {
  const weights: number[] = [];
  const bases: number[] = [];
  let weight = 1;
  for (const letter of alphabet) {
    const base = mostOf(letter) + 1;
    weights.push(base === Number.POSITIVE_INFINITY ? 0 : weight);
    bases.push(base);
    if (base !== Number.POSITIVE_INFINITY) weight *= base;
  }
  if (weight > Number.MAX_SAFE_INTEGER) throw new RangeError('the budgets of the scope do not fit into one number');
  const usedOf = (spent: number, letter: number): number => {
    const unit = weights[letter] ?? 0;
    return unit === 0 ? 0 : Math.floor(spent / unit) % (bases[letter] ?? 1);
  };
  return {
    usedOf,
    spend: (spent, letter) => spent + (weights[letter] ?? 0),
  };
}

function mostOf({ atMost, inOrder, commands }: Letter): number {
  const most = atMost ?? Number.POSITIVE_INFINITY;
  return inOrder === true ? Math.min(most, commands.length) : most;
}

/** What each letter may do next, by how often it has been used. */
export function movesOf(alphabet: readonly Letter[]): readonly (readonly (readonly Command[])[])[] {
  return alphabet.map((letter) => {
    const most = mostOf(letter);
    const uses = most === Number.POSITIVE_INFINITY ? 1 : most;
    return Array.from({ length: uses }, (_, used) => commandsOf(letter, used));
  });
}

function commandsOf({ commands, inOrder }: Letter, used: number): readonly Command[] {
  return inOrder === true ? commands.slice(used, used + 1) : commands;
}
