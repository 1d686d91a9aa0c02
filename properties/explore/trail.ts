import type { Command } from '../../model/scenario.ts';

/** How each state was first reached: from which one, by which command, and how its choices fell. */
export interface Trail {
  readonly size: number;
  /** Adds a state and gives its number. */
  add(parent: number, command: Command, choices: readonly number[]): number;
  /** The commands that lead to a state, and their choices. */
  pathTo(state: number): Path;
}

export interface Path {
  readonly commands: readonly Command[];
  readonly choices: readonly (readonly number[])[];
}

/** The number of the state in which a search starts. */
export const START = 0;

/** A trail with nothing but the start. */
export function newTrail(): Trail {
  const parents: number[] = [START];
  const commands: (Command | undefined)[] = [undefined];
  const taken: (readonly number[])[] = [[]];
  return {
    get size() {
      return parents.length;
    },
    add: (parent, command, choices) => {
      commands.push(command);
      taken.push(choices);
      return parents.push(parent) - 1;
    },
    pathTo: (state) => {
      const path: Command[] = [];
      const choices: (readonly number[])[] = [];
      for (let at = state; at !== START; at = parents[at] ?? START) {
        const command = commands[at];
        if (command !== undefined) path.push(command);
        choices.push(taken[at] ?? []);
      }
      return { commands: path.reverse(), choices: choices.reverse() };
    },
  };
}
