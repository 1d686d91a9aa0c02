import type { Profile } from '../../model/profile.ts';
import type { Property } from '../property.ts';
import type { Objection, Violation } from './result.ts';
import type { Scope } from './scope.ts';
import type { Path } from './trail.ts';

/** What is searched and judged, as far as a scenario names it. */
export interface Searched {
  readonly scope: Scope;
  readonly profile: Profile;
  readonly properties: readonly Property[];
}

/** The violation that an objection is to a run of these commands, told as a scenario that replays. */
export function violationOf({ scope, profile, properties }: Searched, objection: Objection, path: Path): Violation {
  const suite = properties.find(({ id }) => id === objection.property)?.suite ?? 'replication';
  return { ...objection, scenario: { profile: profile.name, suite, topology: scope.topology, ...path } };
}
