import { type Mutant, mutants } from '../adapters/mutants/catalog.ts';
import { markdown, markdownTable } from '../reports/text.ts';
import { page } from './page.ts';

const intro = `A mutant is the model with one decision replaced: one clause broken, one story of a real bug. At least one of the
properties under "caught by" must fail for it; \`tabletproof mutants\` plants them all and says what caught each. Where a
real system had the fault, the link tells of it.`;

/** `docs/mutants.md`: every planted fault. */
export function renderMutants(): string {
  const head = ['fault', 'clauses', 'caught by', 'what goes wrong', 'seen in'];
  return page('Planted faults', intro, markdownTable(head, mutants.map(row)));
}

function row({ name, clauses, expected, story, source }: Mutant): readonly string[] {
  return [
    `\`${name}\``,
    clauses.join(', '),
    expected.join(', '),
    markdown(story),
    source === undefined ? '' : link(source),
  ];
}

/** A section of the notes, or an address whose last parts name the project and the issue or pull request. */
function link(source: string): string {
  if (!source.startsWith('https://')) return markdown(source);
  const [project = source, kind = '', number = ''] = source.split('/').slice(-3);
  return `[${project} ${kind === 'pull' ? 'pull request' : kind === 'issues' ? 'issue' : kind} ${number}](${source})`;
}
