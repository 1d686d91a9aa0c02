import { type ClauseCoverage, coverage } from '../fixtures/coverage.ts';
import { markdown, markdownTable } from '../reports/text.ts';
import { codes, page } from './page.ts';

const intro = `One row is one thing that the StarRocks documents promise, in our own words. A clause counts as covered when it has a rule in
the model, a property that judges it, a planted fault that this property catches, a recorded fixture, and a run over the
MySQL protocol. \`tabletproof spec --coverage\` prints the same table with all names; the faults are listed in
[mutants.md](mutants.md), the properties in [properties.md](properties.md).`;

/** `docs/coverage.md`: what the kit has for each clause. */
export function renderCoverage(): string {
  const { clauses } = coverage();
  const covered = clauses.filter(isCovered);
  const partly = clauses.filter((clause) => !isCovered(clause) && clause.properties.length > 0);
  const summary = [
    `- Covered: ${namesOf(covered)}.`,
    `- Judged by some property, but not covered in full: ${namesOf(partly)}.`,
    '- All others are not judged yet: nothing can be said about them.',
  ].join('\n');
  const head = ['clause', 'suite', 'promise', 'rules', 'properties', 'faults', 'fixtures', 'wire'];
  return page('Clauses and what covers them', intro, summary, markdownTable(head, clauses.map(row)));
}

function isCovered({ rules, properties, mutants, fixtures, wire }: ClauseCoverage): boolean {
  return wire && [rules, properties, mutants, fixtures].every((names) => names.length > 0);
}

function namesOf(clauses: readonly ClauseCoverage[]): string {
  return clauses.length === 0 ? 'none' : clauses.map(({ id }) => id).join(', ');
}

function row({ id, suite, promise, rules, properties, mutants, fixtures, wire }: ClauseCoverage): readonly string[] {
  const counts = [String(mutants.length), String(fixtures.length), wire ? 'yes' : 'no'];
  return [id, suite, markdown(promise), codes(rules), properties.join(' ') || '-', ...counts];
}
