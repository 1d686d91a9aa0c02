import type { CampaignResult, Counterexample, PropertyResult } from '../properties/campaign-types.ts';
import { clip } from './text.ts';

/** Longest message of a target that is kept, in UTF-16 units. */
const MESSAGE_LENGTH = 20_000;

/** One counterexample as the report lists it. */
export interface ReportedCounterexample {
  readonly property: string;
  readonly clauses: readonly string[];
  readonly kind: string;
  readonly message: string;
  /** Length of the shrunk scenario; 0 for a law. */
  readonly commands: number;
  readonly foundCommands: number;
  readonly foundRun: number;
  readonly shrinkExecutions: number;
  /** The file that replays it, within the report's folder. */
  readonly path: string;
}

/**
 * What a certification found, as `report.json` holds it (`schemas/report.schema.json`). It has no times, durations, host
 * names or secrets, so that the same seed gives the same bytes.
 */
export interface Report {
  readonly kind: 'tabletproof-report';
  readonly version: 1;
  readonly verdict: CampaignResult['verdict'];
  /** False while the run goes on, and for ever when it was killed. */
  readonly complete: boolean;
  readonly target: string;
  readonly profile: string;
  readonly seed: number;
  readonly runs: number;
  readonly commands: number;
  readonly properties: readonly PropertyResult[];
  readonly counterexamples: readonly ReportedCounterexample[];
  readonly interrupted?: { readonly fault: string; readonly message: string };
}

/**
 * The report of a campaign.
 *
 * @param result what the campaign gave.
 * @param complete whether the campaign has ended.
 */
export function reportOf(result: CampaignResult, complete: boolean): Report {
  const folders = foldersOf(result.counterexamples);
  const { verdict, target, profile, seed, runs, commands, interrupted } = result;
  return {
    kind: 'tabletproof-report',
    version: 1,
    verdict,
    complete,
    target,
    profile,
    seed,
    runs,
    commands,
    properties: result.properties.map(reportedProperty),
    counterexamples: result.counterexamples.map((counterexample, nth) =>
      reportedCounterexample(counterexample, folders[nth] ?? ''),
    ),
    ...(interrupted === undefined
      ? {}
      : { interrupted: { fault: interrupted.fault, message: clip(interrupted.message, MESSAGE_LENGTH) } }),
  };
}

/**
 * The folders of counterexamples within a report, one each: named after the property, and after the kind of divergence too
 * where one property broke in several ways.
 */
export function foldersOf(counterexamples: readonly Counterexample[]): readonly string[] {
  const taken = new Set<string>();
  return counterexamples.map(({ property, kind }) => {
    const name = [slug(property), `${slug(property)}-${slug(kind)}`].find((candidate) => !taken.has(candidate));
    const free = name ?? firstFree(`${slug(property)}-${slug(kind)}`, taken);
    taken.add(free);
    return `counterexamples/${free}`;
  });
}

/** The file by which a counterexample is replayed. */
export function replayFileOf(counterexample: Counterexample): 'fixture.json' | 'law.json' {
  return counterexample.evidence.form === 'law' ? 'law.json' : 'fixture.json';
}

/** A name as part of a file name. */
export function slug(name: string): string {
  return (
    name
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'unnamed'
  );
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  let nth = 2;
  while (taken.has(`${name}-${nth}`)) nth += 1;
  return `${name}-${nth}`;
}

function reportedProperty(property: PropertyResult): PropertyResult {
  const { id, title, clauses, level, suite, verdict, exercised, reason } = property;
  const head = { id, title, clauses, level, suite, verdict, exercised };
  return reason === undefined ? head : { ...head, reason: clip(reason, MESSAGE_LENGTH) };
}

function reportedCounterexample(counterexample: Counterexample, folder: string): ReportedCounterexample {
  const { property, clauses, kind, message, evidence, foundCommands, foundRun, shrinkExecutions } = counterexample;
  return {
    property,
    clauses,
    kind,
    message: clip(message, MESSAGE_LENGTH),
    commands: evidence.form === 'law' ? 0 : evidence.scenario.commands.length,
    foundCommands,
    foundRun,
    shrinkExecutions,
    path: `${folder}/${replayFileOf(counterexample)}`,
  };
}
