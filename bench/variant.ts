import type { Profile } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import { propertiesOf } from '../properties/catalog.ts';
import { emphases } from '../properties/generator/emphasis.ts';
import type { Property, Suite } from '../properties/property.ts';

/** What every variant judges, so that their speeds can be compared. */
export interface Setting {
  readonly profile: Profile;
  /** Who decides in the system that is judged. */
  readonly rules: Rules;
  readonly suites: readonly Suite[];
  /** Everything that judges scenarios; laws have none. */
  readonly properties: readonly Property[];
  /** The most commands of a run, before it settles. */
  readonly length: number;
}

/** When a variant stops drawing runs, whichever comes first. At least one run is made. */
export interface Limit {
  readonly runs: number;
  readonly timeMs: number;
}

/** What a variant has done until its limit. */
export interface Done {
  /** Commands that were executed and judged. */
  readonly commands: number;
  /** What was found wrong, in words; nothing where the reference is judged. */
  readonly failures: readonly string[];
}

/** One way of testing the same system with the same properties. */
export interface Variant {
  readonly name: string;
  run(seed: number, limit: Limit): Promise<Done>;
}

/** All variants drive a cluster that keeps replicated tablets. */
const suites: readonly Suite[] = Object.values(emphases).map(({ suite }) => suite);

/**
 * A system under every property that judges its scenarios, in runs as long as `certify` makes them.
 *
 * @param rules the reference's, or those of a mutant.
 */
export function settingOf(profile: Profile, rules: Rules = referenceRules): Setting {
  const properties = propertiesOf(suites).filter((property) => property.form !== 'law');
  return { profile, rules, suites, properties, length: 150 };
}
