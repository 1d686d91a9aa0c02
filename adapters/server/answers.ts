import type { Answer, Refused, Shown } from '../../model/operations/answer.ts';
import type { Cluster } from './cluster.ts';
import { layoutOf } from './createTableText.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing, type Refusal, type RefusalCode } from './refusal.ts';
import { textRows } from './replies.ts';
import type { Span } from './sql/index.ts';

/** What the answers of the model depend on in a cluster. */
export function shownIn({ state, rules, definitions, locations }: Cluster): Shown {
  return {
    state,
    rules,
    surroundings: {
      layoutOf: (table) => layoutOf(definitions.get(table.id)),
      locationOf: (backend) => locations.get(backend.id) ?? '',
    },
  };
}

/**
 * The reply to a statement that only shows something; the model answers, and throws its refusal in the release's frame.
 * @param at the condition of the statement, for refusals that are about it
 */
export function reply(cluster: Cluster, answerOf: (shown: Shown) => Answer, at?: Span): Reply {
  const answer = answerOf(shownIn(cluster));
  cluster.state = cluster.rules.afterShow(cluster.state);
  if (answer.kind === 'refused') throw refusalOf(answer, at);
  return textRows(answer.result.columns, answer.result.rows);
}

/** The model's refusal as the release frames it (replication notes 8, general rule 3). */
export function refusalOf({ reason, message }: Refused, at?: Span): Refusal {
  return analyzing(message, codeOf(reason), reason === 'where' ? at : undefined);
}

function codeOf(reason: Refused['reason']): RefusalCode | undefined {
  return reason === 'unknownDatabase' || reason === 'unknownTable' ? reason : undefined;
}
