import type { TabletView } from '../adapters/adapter.ts';
import { mayBeLost } from './ledger.ts';
import { completeRows, nameOfBackend, tableIn, tabletsIn } from './looks.ts';
import type { Say, Step, TabletProperty } from './property.ts';

/** What holds beyond single mechanisms: acknowledged data stays readable (R02, R12). */
export const durabilityProperties: readonly TabletProperty[] = [
  {
    id: 'DU-1',
    title: 'what was acknowledged can be read as long as one backend that holds it lives',
    clauses: ['R02', 'R05', 'R12'],
    level: 'must',
    suite: 'replication',
    needs: ['query'],
    form: 'outcome',
    on: ['query'],
    judge: (step, say) => {
      if (step.outcome.kind === 'answered') judgeAnswer(step, say);
      else if (step.outcome.kind === 'refused') judgeRefusal(step, say);
    },
  },
];

function judgeAnswer(step: Step, say: Say): void {
  if (step.outcome.kind !== 'answered') return;
  say.exercised();
  for (const content of step.outcome.contents) {
    const expected = step.ledger.acknowledged.get(`${content.table}/${content.partition}`);
    if (expected === undefined || expected.length === 0) continue;
    const lost = expected.find((load) => !content.loads.includes(load));
    if (lost !== undefined) {
      say.violated(
        'acknowledged load is gone',
        `bucket ${content.bucket} of ${content.table}.${content.partition} answers without the rows of ${lost}`,
      );
    }
  }
}

/** A table may be unreadable only while some tablet has no replica that is complete, alive and intact. */
function judgeRefusal(step: Step, say: Say): void {
  if (step.command.do !== 'query' || step.outcome.kind !== 'refused') return;
  const table = tableIn(step.before, step.command.table);
  if (table === undefined) return;
  const tablets = tabletsIn(
    step.before,
    table.name,
    table.partitions.map((partition) => partition.name),
  );
  if (tablets === undefined || tablets.length === 0) return;
  say.exercised();
  if (tablets.every((tablet) => isReadable(step, tablet))) {
    say.violated(
      'readable table refused',
      `every tablet of ${table.name} has an intact replica, but: ${step.outcome.message}`,
    );
  }
}

function isReadable(step: Step, tablet: TabletView): boolean {
  return completeRows(tablet).some((row) => {
    const name = nameOfBackend(step.before, row.BackendId);
    return row.Status === 'OK' && !step.ledger.crashed.has(name) && !mayBeLost(step.ledger, tablet, name);
  });
}
