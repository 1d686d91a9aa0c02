import * as fc from 'fast-check';
import type { Scenario } from '../../model/scenario.ts';
import { candidates } from '../shrinker/candidates.ts';
import { type WalkOptions, walk } from './walk.ts';

/**
 * Scenarios as a fast-check arbitrary: replayable by seed and path, and shrinkable without the context in which they
 * were drawn, so that any scenario from anywhere can be passed as an example.
 */
export class ScenarioArbitrary extends fc.Arbitrary<Scenario> {
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    super();
    this.#options = options;
  }

  override generate(random: fc.Random): fc.Value<Scenario> {
    const source = { below: (count: number) => random.nextInt(0, count - 1) };
    return new fc.Value(walk(this.#options, source), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return typeof value === 'object' && value !== null && 'commands' in value && 'topology' in value;
  }

  override shrink(scenario: Scenario): fc.Stream<fc.Value<Scenario>> {
    return fc.stream(candidates(scenario)).map((candidate) => new fc.Value(candidate, undefined));
  }
}
