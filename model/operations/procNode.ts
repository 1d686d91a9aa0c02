import type { Answer, Shown } from './answer.ts';

/** A node of the tree that SHOW PROC walks. */
export interface ProcNode {
  readonly show: (shown: Shown) => Answer;
  /** The child of that name, or why there is none. Absent: the node is no directory. */
  readonly child?: (shown: Shown, name: string) => ProcNode | string;
}
