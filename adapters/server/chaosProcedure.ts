import type { Command } from '../../model/scenario.ts';
import { run } from './cluster.ts';
import type { Reply } from './protocol/index.ts';
import { ok } from './replies.ts';
import { accept, type Session, takeChoices } from './session.ts';

/** A stored procedure of the schema `chaos`. */
export interface Procedure {
  readonly parameters: readonly string[];
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  readonly run: (session: Session, args: readonly string[]) => Reply;
}

/** The procedure that stands for a command of a scenario. */
export function command(
  parameters: readonly string[],
  commandOf: (session: Session, args: readonly string[]) => Command,
): Procedure {
  return {
    parameters,
    run: (session, args) => {
      const taken = commandOf(session, args);
      accept(run(session.cluster, taken, takeChoices(session)));
      return ok;
    },
  };
}

/** The answer of a procedure that has nothing to say. */
export function done(action: () => void): Reply {
  action();
  return ok;
}
