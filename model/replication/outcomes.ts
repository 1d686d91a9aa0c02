import type { Outcome } from '../scenario.ts';

export const done: Outcome = { kind: 'done' };

/** A definite refusal, in the words that a client reads. */
export function refused(message: string): Outcome {
  return { kind: 'refused', message };
}
