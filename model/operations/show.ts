import { unreachable } from '../exhaustive.ts';
import { backendNamed } from '../replication/draft.ts';
import { ordinalAt, SCENARIO_DATABASE, splitName } from '../replication/names.ts';
import type { Rules } from '../replication/rules.ts';
import type { State } from '../replication/state.ts';
import type { Command, OnPartitions, Outcome, ResultSet, ShowTablets } from '../scenario.ts';
import { at } from '../vector.ts';
import type { Answer, Shown, Surroundings } from './answer.ts';
import { replicaDistribution } from './distribution.ts';
import type { TableClause } from './lookup.ts';
import { scenarioLayout } from './partitionRows.ts';
import { showProc } from './proc.ts';
import { replicaStatus } from './replicaStatus.ts';
import { procPathIn, tabletById } from './tabletById.ts';
import { type TabletFilter, type TabletsRequest, tabletList } from './tabletList.ts';

/** The commands that only show something. */
export type ShowCommand = Extract<
  Command,
  {
    readonly do:
      | 'showReplicaStatus'
      | 'showReplicaDistribution'
      | 'showTablets'
      | 'showTablet'
      | 'showStatistic'
      | 'showProc';
  }
>;

/** What there is beside the state of a scenario: tables are defined alike, and backends have no labels. */
const scenarioSurroundings: Surroundings = { layoutOf: scenarioLayout, locationOf: () => '' };

/** The id of a tablet, and of a backend, that does not exist. */
const nothing = '0';

/**
 * What a command shows in this state: one result set, or two where the first leads to the second (R15 to R21, R28).
 * Refused in the documents' words when it names what is not there.
 */
export function show(state: State, rules: Rules, command: ShowCommand): Outcome {
  const shown: Shown = { state, rules, surroundings: scenarioSurroundings };
  switch (command.do) {
    case 'showReplicaStatus':
      return outcomeOf(replicaStatus(shown, { ...clauseOf(command), status: command.status }));
    case 'showReplicaDistribution':
      return outcomeOf(replicaDistribution(shown, clauseOf(command)));
    case 'showTablets':
      return outcomeOf(tabletList(shown, tabletsRequest(state, command)));
    case 'showTablet': {
      const ordinal = ordinalAt(state, command);
      const id = ordinal === undefined ? undefined : at(state.tablets, ordinal)?.id;
      return followed(shown, tabletById(shown, id === undefined ? nothing : String(id)), detailPathIn);
    }
    case 'showStatistic':
      return followed(shown, showProc(shown, '/statistic'), statisticPathIn);
    case 'showProc':
      return outcomeOf(showProc(shown, command.path));
    default:
      return unreachable(command);
  }
}

/** A command's table and partitions. */
function clauseOf({ table: name, partitions }: OnPartitions<string>): TableClause {
  return { ...splitName(name), partitions: partitions?.length === 0 ? undefined : partitions };
}

function tabletsRequest(state: State, command: ShowTablets): TabletsRequest {
  const { where, orderBy, limit, offset } = command;
  return { ...clauseOf(command), where: filterOf(state, where), orderBy, limit, offset };
}

function filterOf(state: State, where: ShowTablets['where']): TabletFilter | undefined {
  if (where?.backend === undefined) return where;
  const backend = backendNamed(state, where.backend);
  return { ...where, backendId: backend === undefined ? nothing : String(backend.id) };
}

function outcomeOf(answer: Answer): Outcome {
  return answer.kind === 'listed'
    ? { kind: 'listed', results: [answer.result] }
    : { kind: 'refused', message: answer.message };
}

/** An answer and what the path that is read from it shows; alone when no path can be read. */
function followed(shown: Shown, first: Answer, pathIn: (result: ResultSet) => string | undefined): Outcome {
  const path = first.kind === 'listed' ? pathIn(first.result) : undefined;
  if (first.kind === 'refused' || path === undefined) return outcomeOf(first);
  const second = showProc(shown, path);
  if (second.kind === 'refused') return outcomeOf(second);
  return { kind: 'listed', results: [first.result, second.result] };
}

/** DetailCmd as a client would run it (R20). */
function detailPathIn(result: ResultSet): string | undefined {
  return procPathIn(cellOf(result, result.rows[0], 'DetailCmd') ?? '');
}

/** The statistic of the scenario's database, by the id that the list gives (R16). */
function statisticPathIn(result: ResultSet): string | undefined {
  const row = result.rows.find((cells) => cellOf(result, cells, 'DbName') === SCENARIO_DATABASE);
  const id = cellOf(result, row, 'DbId') ?? '';
  return /^\d+$/.test(id) ? `/statistic/${id}` : undefined;
}

function cellOf({ columns }: ResultSet, row: ResultSet['rows'][number] | undefined, name: string): string | null {
  return row?.[columns.indexOf(name)] ?? null;
}
