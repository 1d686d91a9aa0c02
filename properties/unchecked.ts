/** A candidate property of the replication notes that no target can be judged by, and why. */
export interface Unchecked {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly reason: string;
}

const colocate = 'the documents say nothing of colocate tables, and no scenario can make one';

/** The candidates of the replication notes (section 10) that are not properties of the kit. */
export const unchecked: readonly Unchecked[] = [
  { id: 'TH-14', clauses: ['R06'], reason: colocate },
  { id: 'CK-12', clauses: ['R21'], reason: colocate },
  {
    id: 'SQL-17',
    clauses: [],
    reason: 'the documents say nothing of privileges; which user may run the statements is left to each system',
  },
];
