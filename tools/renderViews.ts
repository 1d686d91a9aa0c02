import * as catalog from '../model/views/catalog.ts';
import * as replication from '../model/views/replication.ts';
import * as snapshot from '../model/views/snapshot.ts';
import { markdown, markdownTable } from '../reports/text.ts';
import { page } from './page.ts';

interface DocumentedColumn {
  readonly expected: string;
  readonly mainOnly: boolean;
}

interface DocumentedView {
  readonly name: string;
  readonly columns: Readonly<Record<string, DocumentedColumn>>;
}

const intro = `Each view is defined once, in \`model/views/\`: the reference server prints rows from the definition, the live adapter reads
rows with it, and this page is made from it. Columns are found by name; a target may have more of them, anywhere. A
column that only some profiles have says so.

Moments that have not come are \`N/A\` under \`documented-3.4\` and NULL under \`starrocks-main\`. \`Timeout\` of the task lists is in
seconds under the former and in milliseconds under the latter.`;

/** `docs/views.md`: the columns of every view. */
export function renderViews(): string {
  // By name: in which order a module lists its exports depends on who loads it.
  const views = [replication, catalog, snapshot]
    .flatMap(viewsIn)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return page('Views', intro, ...views.flatMap(section));
}

/** Views are found among a module's exports, so that a new one is never forgotten. */
function viewsIn(module: object): readonly DocumentedView[] {
  const exported: readonly unknown[] = Object.values(module);
  return exported.filter(isView);
}

function isView(value: unknown): value is DocumentedView {
  return typeof value === 'object' && value !== null && 'name' in value && 'columns' in value;
}

function section({ name, columns }: DocumentedView): readonly string[] {
  const rows = Object.entries(columns).map(([column, { expected, mainOnly }]) => [
    `\`${column}\``,
    markdown(expected),
    mainOnly ? '`starrocks-main`' : '',
  ]);
  return [`## \`${name}\``, markdownTable(['column', 'a cell holds', 'only in'], rows)];
}
