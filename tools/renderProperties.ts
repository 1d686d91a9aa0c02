import { properties } from '../properties/catalog.ts';
import { clauses } from '../properties/clauses.ts';
import type { Property } from '../properties/property.ts';
import { markdown, markdownTable } from '../reports/text.ts';
import { codes, page } from './page.ts';

const intro = `What a target is judged by. The form says what a property looks at:

| form | judges |
| --- | --- |
| law | a pure decision that the target exposes |
| outcome | how one command ended, given what was seen before and after it |
| always | every single observation |
| step | two successive observations |
| eventually | a whole run: what must have come about within a bound |

A property whose needs a target does not meet is **unknown** for it, never pass. What the clauses promise stands in
[coverage.md](coverage.md).`;

/** `docs/properties.md`: every property, then which of them speak for each clause. */
export function renderProperties(): string {
  const judged = clauses.filter(({ id }) => properties.some((property) => property.clauses.includes(id)));
  return page(
    'Properties',
    intro,
    markdownTable(['property', 'level', 'form', 'clauses', 'promise', 'needs'], properties.map(row)),
    '## By clause',
    markdownTable(
      ['clause', 'promise', 'properties'],
      judged.map(({ id, promise }) => [id, markdown(promise), speakersFor(id)]),
    ),
  );
}

function row({ id, level, form, clauses: own, title, needs }: Property): readonly string[] {
  return [id, level, form, own.join(', '), markdown(title), codes(needs)];
}

function speakersFor(clause: string): string {
  return properties
    .filter((property) => property.clauses.includes(clause))
    .map(({ id }) => id)
    .join(', ');
}
