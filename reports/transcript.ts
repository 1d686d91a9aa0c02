import { choiceTape } from '../adapters/memory.ts';
import { type Places, scriptOf } from '../adapters/starrocks/statements.ts';
import { profileNamed } from '../model/profile.ts';
import { ordinalAt, tableNamed } from '../model/replication/names.ts';
import { referenceRules } from '../model/replication/rules.ts';
import type { Backend, State } from '../model/replication/state.ts';
import { initialState, step } from '../model/replication/step.ts';
import type { Command, Scenario, TabletRef, Topology } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import { narrate } from './narrate.ts';
import { plain } from './text.ts';

/** Nothing has this id. */
const NO_ID = '-1';

const header = `-- The SQL that reproduces the case, as it can be given to 'tabletproof serve'. Every session of it starts with the same
-- CALL chaos.use_cluster. Elsewhere leave the CALL chaos.* out, which are faults, virtual time and decisions, do the like
-- by other means, and look the ids up: backends with SHOW PROC '/backends', tablets with SHOW TABLET FROM a table.`;

/**
 * `transcript.sql`: a scenario as SQL, with the ids that the reference gives.
 *
 * @param scenario what happens; under an unknown profile nothing is known of the ids, and the transcript says so.
 */
export function transcriptOf(scenario: Scenario): string {
  const profile = profileNamed(scenario.profile);
  if (profile === undefined)
    return `-- There is no profile ${plain(scenario.profile)}, so nothing is known of the ids.\n`;
  let state = initialState(profile, scenario.topology);
  const blocks = [header, clusterBlock(scenario.topology, state)];
  for (const [nth, command] of scenario.commands.entries()) {
    const choices = scenario.choices[nth] ?? [];
    const { state: after } = step(referenceRules, state, command, choiceTape(choices));
    blocks.push(commandBlock(nth, command, choices, placesIn(state, after)));
    state = after;
  }
  return `${blocks.join('\n\n')}\n`;
}

function clusterBlock(topology: Topology, { backends }: State): string {
  const lines = backends.map((backend) => `--   ${plain(backend.name)} has id ${backend.id} at ${addressOf(backend)}`);
  const json = JSON.stringify(topology).replaceAll('\\', '\\\\').replaceAll("'", "''");
  return ['-- At the start there are:', ...lines, `CALL chaos.use_cluster('transcript', '${json}');`].join('\n');
}

function commandBlock(nth: number, command: Command, choices: readonly number[], places: Places): string {
  const { before, statement, after } = scriptOf(command, places);
  const decisions = choices.length === 0 ? [] : [`CALL chaos.choices('${choices.join(',')}')`];
  // The statement that comes next uses the decisions up, so that they stand before the one that takes them.
  const all = [...before, ...decisions, statement, ...after];
  return [`-- ${nth + 1}. ${plain(narrate(command))}${sessionOf(command)}`, ...all.map((each) => `${each};`)].join(
    '\n',
  );
}

/** A load that was begun holds a session of its own, beside which everything else goes on. */
function sessionOf(command: Command): string {
  switch (command.do) {
    case 'beginLoad':
    case 'commitLoad':
    case 'abortLoad':
      return ` (in the session of ${plain(command.load)})`;
    default:
      return '';
  }
}

/** What names stand for: before the command, or after it when the command has made what it names. */
function placesIn(before: State, after: State): Places {
  const backend = (name: string): Backend | undefined =>
    [...before.backends, ...after.backends].find((candidate) => candidate.name === name);
  return {
    backendId: (name) => String(backend(name)?.id ?? NO_ID),
    presentBackendId: (name) => String(backend(name)?.id ?? NO_ID),
    backendAddress: (name) => addressOf(backend(name)),
    tabletId: (ref) => tabletIdIn(before, ref),
    replicaId: (ref, name) => replicaIdIn(before, ref, backend(name)),
    keys: (table, partitions) => keysIn(before, table, partitions),
  };
}

function addressOf(backend: Backend | undefined): string {
  return backend === undefined ? 'nowhere:9050' : `${backend.host}:${backend.heartbeatPort}`;
}

function tabletIdIn(state: State, ref: TabletRef): string {
  const ordinal = ordinalAt(state, ref);
  return String((ordinal === undefined ? undefined : at(state.tablets, ordinal)?.id) ?? NO_ID);
}

function replicaIdIn(state: State, ref: TabletRef, backend: Backend | undefined): string {
  const ordinal = ordinalAt(state, ref);
  const tablet = ordinal === undefined ? undefined : at(state.tablets, ordinal);
  return String(tablet?.replicas.find((replica) => replica.backendId === backend?.id)?.id ?? NO_ID);
}

/** The server puts a row into the bucket that its key names. */
function keysIn(state: State, name: string, partitions: readonly string[]): readonly (readonly [number, number])[] {
  const table = tableNamed(state, name);
  return partitions.flatMap((partition) => {
    const nth = table?.partitions.findIndex((candidate) => candidate.name === partition) ?? -1;
    const buckets = table?.partitions[nth]?.buckets ?? 1;
    return Array.from({ length: buckets }, (_, k) => [Math.max(0, nth), k] as const);
  });
}
