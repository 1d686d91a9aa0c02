import type { Command } from 'commander';
import { type Mutant, mutants } from '../adapters/mutants/catalog.ts';
import type { Profile } from '../model/profile.ts';
import { referenceRules } from '../model/replication/rules.ts';
import { referenceSnapshotRules } from '../model/snapshot/rules.ts';
import { properties } from '../properties/catalog.ts';
import { type Extent, pinnedProfile, pins } from '../properties/explore/pins.ts';
import type { SearchResult, Violation } from '../properties/explore/result.ts';
import { scopes } from '../properties/explore/scopes.ts';
import { search } from '../properties/explore/search.ts';
import { sharedDataPins } from '../properties/explore/shared-data/pins.ts';
import type { SharedDataScope } from '../properties/explore/shared-data/scope.ts';
import { sharedDataScopes } from '../properties/explore/shared-data/scopes.ts';
import { searchSharedData } from '../properties/explore/shared-data/search.ts';
import { type Context, print } from './context.ts';
import { exits } from './exits.ts';
import { namedAmong } from './names.ts';
import { type OutputOptions, type ProfileOptions, withFormat, withProfile } from './options.ts';
import { progressLine } from './progress.ts';
import { alignedTable, type Column } from './table.ts';
import { integerValue, profileValue } from './values.ts';

type ExploreOptions = OutputOptions &
  ProfileOptions & {
    readonly scope?: readonly SharedDataScope[];
    readonly mutant?: Mutant;
    /** How the system behaves that is searched. */
    readonly behaviour?: Profile;
    readonly maxStates: number;
    readonly list?: true;
  };

/** What the command says of one scope. */
interface ScopeReport {
  readonly scope: string;
  readonly profile: string;
  readonly target: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly violations: readonly Violation[];
  /** Properties that never had anything to say there. */
  readonly silent: readonly string[];
  readonly maxStates: number;
  /** How large the scope is known to be under the reference; null where nothing is known. */
  readonly pinned: Extent | null;
  readonly elapsedMs: number;
  readonly statesPerSecond: number;
  readonly transitionsPerSecond: number;
}

/** Every scope: of clusters that keep replicated tablets, and of shared-data clusters. */
const allScopes: readonly SharedDataScope[] = [...scopes, ...sharedDataScopes];
const allPins: ReadonlyMap<string, Extent> = new Map([...pins, ...sharedDataPins]);

/** So many states of the named scopes fit into the memory of a small machine. */
const DEFAULT_MAX_STATES = 500_000;
const MOST_STATES = 50_000_000;

const columns: readonly Column[] = [
  { head: 'scope' },
  { head: 'states', align: 'right' },
  { head: 'transitions', align: 'right' },
  { head: 'depth', align: 'right' },
  { head: 'complete' },
  { head: 'violations', align: 'right' },
  { head: 'states/s', align: 'right' },
  { head: 'transitions/s', align: 'right' },
];

/** `explore`: every run of a small world, with every way in which choices can fall. */
export function addExplore(program: Command, context: Context): void {
  const command = program
    .command('explore')
    .description('search small scopes exhaustively and judge every step')
    .option('--scope <name>', 'where to search; all scopes when absent', addScope)
    .option('--mutant <name>', 'search for the shortest counterexample of a planted fault', mutantValue)
    .option('--behaviour <profile>', 'search the reference as another profile describes it', profileValue)
    .option(
      '--max-states <n>',
      'stop when a scope has more states than this',
      integerValue('--max-states', 1, MOST_STATES),
      DEFAULT_MAX_STATES,
    )
    .option('--list', 'name the scopes instead of searching them');
  withFormat(withProfile(command)).action((options: ExploreOptions) => {
    context.exitWith(options.list === true ? list(options, context) : explore(options, context));
  });
}

function addScope(name: string, before: readonly SharedDataScope[] | undefined): readonly SharedDataScope[] {
  return [...(before ?? []), namedAmong('scope', name, allScopes)];
}

function mutantValue(name: string): Mutant {
  return namedAmong('mutant', name, mutants);
}

function list({ format }: ExploreOptions, context: Context): number {
  const document = { scopes: allScopes.map(({ name, title }) => ({ name, title })) };
  print(context, format, document, () =>
    alignedTable(
      [{ head: 'scope' }, { head: 'about' }],
      allScopes.map(({ name, title }) => [name, title]),
    ),
  );
  return exits.conforms;
}

function explore(options: ExploreOptions, context: Context): number {
  const progress = progressLine(context.stderr);
  const reports = (options.scope ?? scopesFor(options.mutant)).map((scope) => {
    const result = searchIn(scope, options, (depth, states) => {
      progress.show(`${scope.name}: depth ${depth}, ${states} states`);
    });
    return reportOf(result, options);
  });
  progress.clear();
  const [only] = reports;
  print(context, options.format, reports.length === 1 ? only : { scopes: reports }, () => textOf(reports));
  return exitOf(reports);
}

/** Where a planted fault can show at all. */
function scopesFor(mutant: Mutant | undefined): readonly SharedDataScope[] {
  if (mutant === undefined) return allScopes;
  return mutant.snapshotRules === undefined ? scopes : sharedDataScopes;
}

function searchIn(
  scope: SharedDataScope,
  { mutant, profile, behaviour = profile, maxStates }: ExploreOptions,
  onDepth: (depth: number, states: number) => void,
): SearchResult {
  const stopsAt = (property: string): boolean => mutant?.expected.includes(property) === true;
  const options = { scope, profile, behaviour, properties, maxStates, stopsAt, onDepth };
  if (scope.topology.sharedData === undefined) return search({ ...options, rules: mutant?.rules ?? referenceRules });
  return searchSharedData({ ...options, rules: mutant?.snapshotRules ?? referenceSnapshotRules });
}

function reportOf(result: SearchResult, options: ExploreOptions): ScopeReport {
  const { exercised, elapsedMs, ...found } = result;
  const perSecond = (count: number): number => Math.round((1000 * count) / elapsedMs);
  return {
    ...found,
    target: targetOf(options),
    silent: [...exercised].filter(([, times]) => times === 0).map(([id]) => id),
    maxStates: options.maxStates,
    pinned: isPinned(options) ? (allPins.get(found.scope) ?? null) : null,
    elapsedMs: Math.round(elapsedMs),
    statesPerSecond: perSecond(result.states),
    transitionsPerSecond: perSecond(result.transitions),
  };
}

function targetOf({ mutant, behaviour }: ExploreOptions): string {
  const name = mutant?.name ?? behaviour?.name;
  return name === undefined ? 'memory' : `memory:${name}`;
}

function isPinned({ mutant, profile, behaviour = profile }: ExploreOptions): boolean {
  return mutant === undefined && profile.name === pinnedProfile && behaviour === profile;
}

function textOf(reports: readonly ScopeReport[]): string {
  const details = reports.flatMap(({ scope, violations }) => violations.map((each) => violationText(scope, each)));
  const changed = reports.filter(isOtherThanPinned).map(({ scope }) => scope);
  const note = changed.length === 0 ? [] : [`other numbers than are pinned: ${changed.join(', ')}`];
  return [alignedTable(columns, reports.map(cells)), ...note, ...details].join('\n');
}

/** Then the reference, the scope or the key of states is another than the one whose numbers were written down. */
function isOtherThanPinned({ pinned, states, transitions, depth }: ScopeReport): boolean {
  return pinned !== null && (pinned.states !== states || pinned.transitions !== transitions || pinned.depth !== depth);
}

function cells(report: ScopeReport): readonly string[] {
  const { scope, states, transitions, depth, complete, violations, statesPerSecond, transitionsPerSecond } = report;
  const numbers = [states, transitions, depth].map(String);
  const speeds = [statesPerSecond, transitionsPerSecond].map(String);
  return [scope, ...numbers, complete ? 'yes' : 'no', String(violations.length), ...speeds];
}

function violationText(scope: string, { property, kind, message, scenario }: Violation): string {
  const lines = scenario.commands.map((command, nth) => {
    const choices = scenario.choices[nth] ?? [];
    return `  ${nth + 1}. ${JSON.stringify(command)}${choices.length === 0 ? '' : ` choices ${choices.join(', ')}`}`;
  });
  return [`${scope}: ${property} (${kind}): ${message}`, ...lines].join('\n');
}

/** A violation that was found is one, however much has not been searched. */
function exitOf(reports: readonly ScopeReport[]): number {
  if (reports.some(({ violations }) => violations.length > 0)) return exits.violates;
  return reports.every(({ complete }) => complete) ? exits.conforms : exits.unknown;
}
