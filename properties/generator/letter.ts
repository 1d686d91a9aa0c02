import type { State } from '../../model/replication/state.ts';
import type { Command, CommandKind } from '../../model/scenario.ts';
import type { Random } from './random.ts';

/** How one kind of command is drawn from the state of the model: of tablets unless it says otherwise. */
export interface Drawing<S = State> {
  /** Whether the command makes sense in this state; asked for every command, so it must be cheap. */
  readonly isEnabled: (state: S) => boolean;
  /** `serial` is a number that no earlier command of the scenario had, for names that must be new. */
  readonly draw: (state: S, random: Random, serial: number) => Command;
}

/** A drawing with its kind. */
export interface Letter<S = State> extends Drawing<S> {
  readonly kind: CommandKind;
}

/** How often each kind is drawn compared with the others that are enabled; a kind without a weight is never drawn. */
export type Weights = Readonly<Partial<Record<CommandKind, number>>>;

/**
 * Letters in which each kind stands as often as it weighs, so that a letter is drawn with a single number.
 *
 * @param letters each kind once.
 */
export function deckOf(letters: readonly Letter[], weights: Weights): readonly Letter[] {
  return letters.flatMap((letter) => Array.from({ length: weights[letter.kind] ?? 0 }, () => letter));
}
