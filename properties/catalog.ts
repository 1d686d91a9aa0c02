import { checkerProperties } from './checker.ts';
import { cloneProperties } from './clones.ts';
import { durabilityProperties } from './durability.ts';
import { healthProperties } from './health.ts';
import type { Property, Suite } from './property.ts';
import { refusalProperties } from './refusals.ts';
import { schedulerProperties } from './scheduler.ts';
import { slotProperties } from './slots.ts';
import { writeQuorumProperties } from './write-quorum.ts';

/** Every property of the kit. */
export const properties: readonly Property[] = [
  ...writeQuorumProperties,
  ...healthProperties,
  ...checkerProperties,
  ...schedulerProperties,
  ...cloneProperties,
  ...slotProperties,
  ...durabilityProperties,
  ...refusalProperties,
];

/** The suites that exist. */
export const suites: readonly Suite[] = ['replication'];

/** The properties of some suites. */
export function propertiesOf(wanted: readonly Suite[]): readonly Property[] {
  return properties.filter((property) => wanted.includes(property.suite));
}
