import { choiceTape } from '../../memory.ts';
import { runShared, type SharedCluster } from './cluster.ts';

/**
 * Whether a system takes a statement that creates a snapshot by hand (S01). It is none of the grammar, so that the client is
 * told of a syntax error; only one that decides otherwise has done it by then.
 * @param sql what is no statement
 */
export function tookManualCreation(shared: SharedCluster, sql: string): boolean {
  if (!/^\s*ADMIN\s+CREATE\s+CLUSTER\s+SNAPSHOT\b/i.test(sql) || !shared.state.isUp) return false;
  return runShared(shared, { do: 'createSnapshot' }, choiceTape([])).kind !== 'refused';
}
