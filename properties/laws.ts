import * as fc from 'fast-check';
import type { Adapter, LawCall } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Counterexample } from './campaign-types.ts';
import { interruption } from './execute.ts';
import type { LawProperty } from './property.ts';

/** What the questions about one law showed. */
export interface LawResult {
  readonly exercised: number;
  readonly counterexample?: Counterexample;
  readonly interrupted?: { readonly fault: string; readonly message: string };
}

interface Asked {
  readonly calls: readonly LawCall[];
  readonly answers: readonly unknown[];
  readonly wrong: string;
}

/** Asks the target `most` times, or as often as the law has samples, what a law demands; fast-check shrinks the question when an answer is wrong. */
export async function judgeLaw(
  property: LawProperty,
  adapter: Adapter,
  profile: Profile,
  seed: number,
  most: number,
): Promise<LawResult> {
  const samples = Math.min(most, property.samples ?? most);
  let exercised = 0;
  let wrong: Asked | undefined;
  const interrupted = await interruption(async () => {
    let broken: unknown;
    const property_ = fc.asyncProperty(property.questions(profile), async (calls) => {
      if (broken !== undefined) return true;
      try {
        const asked = await ask(property, adapter, profile, calls);
        exercised += 1;
        if (asked !== undefined) wrong = asked;
        return asked === undefined;
      } catch (error) {
        broken = error;
        return true;
      }
    });
    await fc.check(property_, { seed, numRuns: samples });
    if (broken !== undefined) throw broken;
  });
  return {
    exercised,
    ...(wrong === undefined ? {} : { counterexample: counterexampleOf(property, wrong) }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}

async function ask(
  property: LawProperty,
  adapter: Adapter,
  profile: Profile,
  calls: readonly LawCall[],
): Promise<Asked | undefined> {
  const answers: unknown[] = [];
  for (const call of calls) answers.push(await adapter.law(call));
  const wrong = property.judge(calls, answers, profile);
  return wrong === undefined ? undefined : { calls, answers, wrong };
}

function counterexampleOf(property: LawProperty, { calls, answers, wrong }: Asked): Counterexample {
  return {
    property: property.id,
    clauses: property.clauses,
    kind: 'law broken',
    message: wrong,
    evidence: { form: 'law', calls: calls.map(({ law, args }, nth) => ({ law, args, answer: answers[nth] })) },
    foundCommands: 0,
    foundRun: 1,
    shrinkExecutions: 0,
  };
}
