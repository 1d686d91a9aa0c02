import type { Relayed } from './proxyRelay.ts';

/** The listings that went through a proxy, and how many writes came between them. */
export interface ListHistory {
  /** A write took effect. */
  countWrite(): void;
  /** Remembers an answer to a listing; only the last ones are kept. */
  note(target: string, answer: Relayed): void;
  /** The last answer to the same question that is at least so many writes old. */
  recall(target: string, writesAgo: number): Relayed | undefined;
}

interface Noted {
  readonly target: string;
  readonly answer: Relayed;
  readonly atWrite: number;
}

const MAX_NOTES = 256;

/** An empty history. */
export function createListHistory(): ListHistory {
  const notes: Noted[] = [];
  let writes = 0;
  return {
    countWrite: () => {
      writes += 1;
    },
    note: (target, answer) => {
      notes.push({ target, answer, atWrite: writes });
      if (notes.length > MAX_NOTES) notes.shift();
    },
    recall: (target, writesAgo) =>
      notes.findLast((noted) => noted.target === target && noted.atWrite <= writes - writesAgo)?.answer,
  };
}
