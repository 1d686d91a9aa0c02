import type { LawName } from '../adapters/adapter.ts';
import { lawNames } from '../adapters/adapter.ts';
import type { Fixture, LawCase } from '../fixtures/documents.ts';
import { jsonText } from '../fixtures/write.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Counterexample } from '../properties/campaign-types.ts';
import { regressionTest } from './regression.ts';
import { replayFileOf, slug } from './report.ts';
import { plain } from './text.ts';
import { traceMarkdown } from './trace.ts';
import { transcriptOf } from './transcript.ts';

/** Longest message that a fixture keeps, in UTF-16 units. */
const STORY_LENGTH = 2_000;

const mutantPrefix = 'memory:';

/** What was judged, as far as a counterexample needs to know it. */
export interface Judged {
  readonly target: string;
  /** The profile's name. */
  readonly profile: string;
  readonly properties: readonly { readonly id: string; readonly title: string }[];
}

/**
 * The files of a counterexample: what replays it, its trace, the SQL that reproduces it, and a test.
 *
 * @param counterexample what broke.
 * @param judged the campaign that found it.
 */
export function counterexampleFiles(counterexample: Counterexample, judged: Judged): ReadonlyMap<string, string> {
  const { property, evidence } = counterexample;
  const title = titleOf(counterexample, judged);
  const replayed = replayFileOf(counterexample);
  return new Map([
    [replayed, jsonText(caseOf(counterexample, judged))],
    ['trace.md', traceMarkdown(counterexample, title)],
    ...(evidence.form === 'law' ? [] : [['transcript.sql', transcriptOf(evidence.scenario)] as const]),
    ['regression.test.ts', regressionTest(plain(`${property}: ${title}`), replayed)],
  ]);
}

/**
 * A counterexample as a document that can be replayed, and that passes once the bug is gone.
 *
 * @param counterexample what broke.
 * @param judged the campaign that found it.
 */
export function caseOf(counterexample: Counterexample, judged: Judged): Fixture | LawCase {
  const { evidence } = counterexample;
  return evidence.form === 'law'
    ? lawCaseOf(counterexample, evidence.calls, judged)
    : fixtureOf(counterexample, evidence.scenario, judged);
}

function fixtureOf(counterexample: Counterexample, scenario: Scenario, judged: Judged): Fixture {
  const { property, kind, clauses, message, foundRun } = counterexample;
  return {
    kind: 'tabletproof-fixture',
    version: 1,
    id: `${slug(property)}-${slug(kind)}`,
    title: titleOf(counterexample, judged),
    clauses,
    properties: [property],
    story: plain(`${kind}, found in run ${foundRun} on ${judged.target}: ${message}`, STORY_LENGTH),
    ...mutantOf(judged),
    scenario,
    expect: 'pass',
  };
}

function lawCaseOf(
  counterexample: Counterexample,
  calls: readonly { readonly law: string; readonly args: readonly unknown[]; readonly answer: unknown }[],
  judged: Judged,
): LawCase {
  return {
    kind: 'tabletproof-law',
    version: 1,
    property: counterexample.property,
    title: titleOf(counterexample, judged),
    clauses: counterexample.clauses,
    ...mutantOf(judged),
    profile: judged.profile,
    divergence: counterexample.kind,
    message: counterexample.message,
    calls: calls.map((call) => ({ ...call, law: lawNamed(call.law) })),
  };
}

/** The questions are the kit's own, so that an unknown one is a mistake of ours. */
function lawNamed(name: string): LawName {
  const law = lawNames.find((known) => known === name);
  if (law === undefined) throw new Error(`a property asks for ${name}, which is no law`);
  return law;
}

function mutantOf({ target }: Judged): { readonly mutant?: string } {
  return target.startsWith(mutantPrefix) ? { mutant: target.slice(mutantPrefix.length) } : {};
}

function titleOf({ property }: Counterexample, { properties }: Judged): string {
  return properties.find(({ id }) => id === property)?.title ?? property;
}
