import type { TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import { isComplete, rowOn, taskKey, where } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

/** Properties of reports that come twice or too late (R10, R11; replication notes 5.8 and 10, CL). */
export const reportProperties: readonly Property[] = [
  {
    id: 'CL-11',
    title: 'a clone that is reported twice or too late changes nothing',
    clauses: ['R10', 'R11'],
    level: 'must',
    suite: 'replication',
    needs: ['advance', 'repeatReports'],
    form: 'eventually',
    start: watchReports,
  },
];

/** Tasks that have ended, and the replicas that there were of each tablet whose clone may be reported once more. */
function watchReports(): Watcher {
  const ended = new Set<string>();
  return (step, say) => {
    const { after, command, ledger } = step;
    if (command.do === 'changeLeader') ended.clear();
    for (const task of after.ended) {
      const key = `${taskKey(task)} ${task.Type}`;
      const isRepeated = ended.has(key);
      ended.add(key);
      if (isRepeated)
        say.violated('ended twice', `the task of tablet ${task.TabletId} has ended a second time, ${task.State} now`);
    }
    if (ledger.repeatReports.size === 0 || command.do !== 'advance') return;
    if (after.ended.some((task) => task.State === 'FINISHED')) say.exercised();
    for (const index of after.touched) judgeTablet(step, say, index);
  };
}

function judgeTablet(step: Step, say: Say, index: number): void {
  const [before, after] = [step.before, step.after].map((observation) => tabletAt(observation, index));
  if (after === undefined) return;
  const double = after.replicas.find((row) => rowOn(after, row.BackendId) !== row);
  if (double !== undefined)
    say.violated('replica added twice', `${where(after)} has two replicas on backend ${double.BackendId}`);
  if (before === undefined || before.visibleVersion !== after.visibleVersion) return;
  const fallen = after.replicas.find((row) => {
    const was = before.replicas.find((other) => other.ReplicaId === row.ReplicaId);
    return was !== undefined && isComplete(was, before.visibleVersion) && row.Version < was.Version;
  });
  if (fallen !== undefined)
    say.violated(
      'version fell',
      `a report lowered the version of the replica of ${where(after)} on ${fallen.BackendId}`,
    );
}

function tabletAt({ tablets }: Step['after'], index: number): TabletView | undefined {
  return at(tablets, index);
}
