import type { Adapter, Capability } from '../adapters/adapter.ts';
import type { Property } from './property.ts';

/** What a target must be able to do for a property to say anything: a shared-data cluster is one that has snapshots. */
export function needsOf(property: Property): readonly Capability[] {
  const isSharedData = property.form !== 'law' && property.of === 'sharedData';
  return isSharedData ? [...new Set<Capability>(['enableSnapshots', ...property.needs])] : property.needs;
}

/** What of it the target cannot do. */
export function missingFor(property: Property, { capabilities }: Adapter): readonly Capability[] {
  return needsOf(property).filter((need) => !capabilities.has(need));
}
