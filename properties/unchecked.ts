/** A candidate property of the notes that no target can be judged by, and why. */
export interface Unchecked {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly reason: string;
}

const colocate = 'the documents say nothing of colocate tables, and no scenario can make one';

/** The candidates of the replication notes (section 10) and of the snapshot notes (section 9) that are not properties. */
export const unchecked: readonly Unchecked[] = [
  { id: 'TH-14', clauses: ['R06'], reason: colocate },
  { id: 'CK-12', clauses: ['R21'], reason: colocate },
  {
    id: 'SQL-17',
    clauses: [],
    reason: 'the documents say nothing of privileges; which user may run the statements is left to each system',
  },
  {
    id: 'SJ-16',
    clauses: ['S09'],
    reason: 'a view is read while nothing else happens, so that a read that races with a job cannot be provoked',
  },
  {
    id: 'RS-15',
    clauses: ['S12'],
    reason:
      'every restore of a scenario names a snapshot; what a file without that section leads to the documents leave open',
  },
];
