import { tabletOfId } from '../../model/operations/lookup.ts';
import { homeOf } from '../../model/replication/facts.ts';
import type { TabletRef } from '../../model/scenario.ts';
import { textOfLiteral } from './literals.ts';
import { refusal } from './refusal.ts';
import type { Session } from './session.ts';
import type { Literal } from './sql/index.ts';

/** The texts of a procedure's arguments; throws a refusal when there are too few, too many or a NULL. */
export function argumentTexts(
  procedure: string,
  parameters: readonly string[],
  optional: number,
  args: readonly Literal[],
): string[] {
  const texts = args.map(textOfLiteral);
  const known = texts.filter((text) => text !== null);
  const fits = known.length === texts.length && texts.length <= parameters.length;
  if (!fits || texts.length < parameters.length - optional) {
    const signature = `chaos.${procedure}(${parameters.join(', ')})`;
    throw refusal(
      `${signature} was called with ${args.length} values, or with a NULL; give it one value for each name.`,
    );
  }
  return known;
}

/** The scenario's name of the backend with this id. */
export function backendOfId(session: Session, id: string): string {
  const backend = session.cluster.state.backends.find((candidate) => String(candidate.id) === id);
  if (backend === undefined) throw refusal(`Unknown backend ${id}; SHOW BACKENDS lists those of this cluster.`);
  return backend.name;
}

/** The place of the tablet with this id. */
export function tabletRefOf(session: Session, id: string): TabletRef {
  const { state } = session.cluster;
  const tablet = /^\d{1,15}$/.test(id) ? tabletOfId(state, Number(id)) : undefined;
  const home = tablet === undefined ? undefined : homeOf(state, tablet);
  if (tablet === undefined || home === undefined) {
    throw refusal(`Unknown tablet ${id}; SHOW TABLET FROM <table> lists those of a table.`);
  }
  const { table, partition } = home;
  return { table: `${table.database}.${table.name}`, partition: partition.name, bucket: tablet.bucket };
}

/** A switch: 1, true or on, 0, false or off. */
export function switchOf(text: string): boolean {
  if (/^(1|true|on)$/i.test(text)) return true;
  if (/^(0|false|off)$/i.test(text)) return false;
  throw refusal(`'${text}' is no switch; use TRUE or FALSE.`);
}

/** A whole number from 0; `what` says of what. */
export function countOf(text: string, what: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw refusal(`'${text.slice(0, 80)}' is no ${what}; use a whole number, 0 or more.`);
}

const longestAdvanceSeconds = 86_400;

/** Seconds of virtual time, down to milliseconds. */
export function secondsOf(text: string): number {
  const seconds = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= longestAdvanceSeconds) return seconds;
  throw refusal(`'${text}' is no time that can pass at once; use 0 to ${longestAdvanceSeconds} seconds.`);
}

/** Decisions such as `3,0,1`; an empty text is none. */
export function choicesOf(text: string): number[] {
  const parts = text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
  if (parts.every((part) => /^\d{1,9}$/.test(part))) return parts.map(Number);
  throw refusal(`'${text.slice(0, 80)}' is no list of decisions; use whole numbers such as '3,0,1'.`);
}
