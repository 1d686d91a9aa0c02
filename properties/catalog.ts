import { agingProperties } from './aging.ts';
import { checkerProperties } from './checker.ts';
import { cloneProperties } from './clones.ts';
import { restoreFileLaws } from './cluster-snapshot-file/yaml-laws.ts';
import { copyProperties } from './copies.ts';
import { durabilityProperties } from './durability.ts';
import { healthProperties } from './health.ts';
import { healthLaws } from './health-laws.ts';
import { hintProperties } from './hints.ts';
import { historyProperties } from './history.ts';
import { balanceProperties } from './load-balance.ts';
import { moveProperties } from './moves.ts';
import { operationProperties } from './operations.ts';
import type { Property, Suite } from './property.ts';
import { publishingProperties } from './publishing.ts';
import { quorumValueProperties } from './quorum-values.ts';
import { refusalProperties } from './refusals.ts';
import { removalProperties } from './removal.ts';
import { reportProperties } from './reports.ts';
import { schedulerProperties } from './scheduler.ts';
import { schedulerLaws } from './scheduler-laws.ts';
import { sharedDataProperties } from './shared-data/properties.ts';
import { slotNumberProperties } from './slot-numbers.ts';
import { slotProperties } from './slots.ts';
import { startProperties } from './starts.ts';
import { urgencyProperties } from './urgency.ts';
import { writeQuorumProperties } from './write-quorum.ts';

/** Every property of the kit. */
export const properties: readonly Property[] = [
  ...writeQuorumProperties,
  ...quorumValueProperties,
  ...publishingProperties,
  ...healthProperties,
  ...healthLaws,
  ...checkerProperties,
  ...urgencyProperties,
  ...hintProperties,
  ...schedulerProperties,
  ...schedulerLaws,
  ...startProperties,
  ...agingProperties,
  ...removalProperties,
  ...moveProperties,
  ...historyProperties,
  ...cloneProperties,
  ...copyProperties,
  ...reportProperties,
  ...slotProperties,
  ...slotNumberProperties,
  ...durabilityProperties,
  ...refusalProperties,
  ...operationProperties,
  ...balanceProperties,
  ...sharedDataProperties,
  ...restoreFileLaws,
];

/** The suites that exist. */
export const suites: readonly Suite[] = ['replication', 'operations', 'balancing', 'snapshot', 'restore'];

/** The properties of some suites. */
export function propertiesOf(wanted: readonly Suite[]): readonly Property[] {
  return properties.filter((property) => wanted.includes(property.suite));
}
