/** How many replicas of each tablet have to store a load before the load counts as successful. */
export type WriteQuorum = 'MAJORITY' | 'ONE' | 'ALL';

/**
 * The number of replicas that must report success, per tablet.
 *
 * @param replicationNum replicas of the partition. StarRocks asks with -1 when it does not know the partition; the formula
 *   then gives 1, 1 and -1, as its own does.
 * @param writeQuorum the table's property.
 * Source: R03, replication notes 1a.1 and 1a.2; MAJORITY is more than half for even numbers too.
 */
export function quorumSize(replicationNum: number, writeQuorum: WriteQuorum): number {
  switch (writeQuorum) {
    case 'ALL':
      return replicationNum;
    case 'ONE':
      return 1;
    case 'MAJORITY':
      return majorityOf(replicationNum);
  }
}

/**
 * The smallest number of replicas that is more than half of `replicationNum`.
 *
 * Source: replication notes 1a.1, 2.5 (the border between HIGH and NORMAL repairs).
 */
export function majorityOf(replicationNum: number): number {
  return Math.trunc(replicationNum / 2) + 1;
}

/**
 * The write quorum that a client's text names, or undefined when the statement must be refused.
 *
 * @param text the property's value as written, in upper or lower case, without blanks round it.
 * Source: R04, replication notes 1a.3.
 */
export function parseWriteQuorum(text: string): WriteQuorum | undefined {
  // Lower case, because upper-casing would also accept letters outside ASCII, such as a dotless i.
  switch (text.toLowerCase()) {
    case 'majority':
      return 'MAJORITY';
    case 'one':
      return 'ONE';
    case 'all':
      return 'ALL';
    default:
      return undefined;
  }
}
