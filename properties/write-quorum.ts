import * as fc from 'fast-check';
import type { TabletView } from '../adapters/adapter.ts';
import type { Command, Outcome } from '../model/scenario.ts';
import { takesWrites } from './ledger.ts';
import { completeRows, isBad, isComplete, nameOfBackend, quorumOf, rowOn, tableIn, tabletsIn, where } from './looks.ts';
import type { Property, Say, Step } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: [] } as const;
const loadKinds = ['load', 'commitLoad'] as const;

/** What a step loaded, when its command was a load that the kit knows. */
interface Loading {
  readonly label: string;
  readonly table: string;
  readonly partitions: readonly string[];
  readonly quorum: number;
  readonly before: readonly TabletView[];
  readonly after: readonly TabletView[];
}

function loadingOf(step: Step): Loading | undefined {
  const target = targetOf(step);
  const table = target === undefined ? undefined : tableIn(step.before, target.table);
  if (target === undefined || table === undefined) return undefined;
  const before = tabletsIn(step.before, target.table, target.partitions);
  const after = tabletsIn(step.after, target.table, target.partitions);
  if (before === undefined || after === undefined) return undefined;
  return { ...target, before, after, quorum: quorumOf(table.replicationNum, table.writeQuorum) };
}

function targetOf(step: Step): { label: string; table: string; partitions: readonly string[] } | undefined {
  const { command, ledger } = step;
  if (command.do === 'load') {
    return { label: command.load, table: command.table, partitions: command.partitions };
  }
  if (command.do !== 'commitLoad') return undefined;
  const load = ledger.inFlight.get(command.load);
  return load === undefined ? undefined : { label: command.load, table: load.table, partitions: load.partitions };
}

function isVisible(outcome: Outcome): boolean {
  return outcome.kind === 'loaded' && outcome.status === 'VISIBLE';
}

/** Whether the kit had left the backend able to store this load and make it visible. */
function couldStore(step: Step, backend: string): boolean {
  const { command, ledger } = step;
  if (command.do !== 'commitLoad') return takesWrites(ledger, backend);
  const unreachable = ledger.inFlight.get(command.load)?.unreachable.has(backend) === true;
  return !unreachable && !ledger.crashed.has(backend) && !ledger.dropped.has(backend);
}

/** Whether the replica was there when the load was written. */
function wasThere(step: Step, replicaId: string): boolean {
  return (
    step.command.do !== 'commitLoad' || step.ledger.inFlight.get(step.command.load)?.replicas.has(replicaId) === true
  );
}

/** Replicas that must succeed: complete, believed alive, and untouched by any fault of the kit. */
function sureReplicas(step: Step, tablet: TabletView): number {
  const place = `${tablet.table}/${tablet.partition}/${tablet.bucket}`;
  return completeRows(tablet).filter((row) => {
    const backend = nameOfBackend(step.before, row.BackendId);
    return (
      row.Status === 'OK' &&
      wasThere(step, row.ReplicaId) &&
      couldStore(step, backend) &&
      takesWrites(step.ledger, backend) &&
      !step.ledger.publishStalls.has(backend) &&
      !step.ledger.lost.has(`${place}/${backend}`)
    );
  }).length;
}

/** Whether the load is one that has every reason to succeed but the number of its replicas. */
function isWellFormed(step: Step, loading: Loading): boolean {
  if (step.command.do === 'load') return !step.ledger.labels.has(loading.label) && loading.partitions.length > 0;
  return step.ledger.inFlight.get(loading.label)?.disturbed === false;
}

function judgeSuccess(step: Step, say: Say, judge: (loading: Loading) => void): void {
  if (!isVisible(step.outcome)) return;
  const loading = loadingOf(step);
  if (loading === undefined || loading.before.length === 0) return;
  say.exercised();
  judge(loading);
}

const quorumQuestions = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('MAJORITY', 'ONE', 'ALL'))
  .map((args) => [{ law: 'quorumSize' as const, args }]);

const allQuorums = fc
  .integer({ min: 1, max: 9 })
  .map((n) => ['ONE', 'MAJORITY', 'ALL'].map((quorum) => ({ law: 'quorumSize' as const, args: [n, quorum] })));

const acknowledgements = fc.array(
  fc.record({ acknowledged: fc.integer({ min: 0, max: 5 }), quorum: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 4 },
);

/** Properties of write quorum and versions (R02 to R05, R13; replication notes 10, WQ). */
export const writeQuorumProperties: readonly Property[] = [
  {
    ...described,
    id: 'WQ-1',
    title: 'the quorum of N replicas is more than half for MAJORITY, 1 for ONE, N for ALL',
    clauses: ['R03'],
    form: 'law',
    needs: ['laws'],
    questions: () => quorumQuestions,
    judge: (calls, answers) => {
      const [n, quorum] = calls[0]?.args ?? [];
      const expected = quorumOf(Number(n), String(quorum));
      return answers[0] === expected
        ? undefined
        : `quorum of ${n} replicas with ${quorum}: expected ${expected}, got ${answers[0]}`;
    },
  },
  {
    ...described,
    id: 'WQ-2',
    title: 'ONE asks for no more than MAJORITY, MAJORITY for no more than ALL, all between 1 and N',
    clauses: ['R03'],
    form: 'law',
    needs: ['laws'],
    questions: () => allQuorums,
    judge: (calls, answers) => {
      const n = Number(calls[0]?.args[0]);
      const [one, majority, all] = answers.map(Number);
      const ordered =
        one !== undefined && majority !== undefined && all !== undefined && one <= majority && majority <= all;
      const within = answers.every((answer) => Number(answer) >= 1 && Number(answer) <= n);
      return ordered && within ? undefined : `of ${n} replicas ONE, MAJORITY, ALL ask for ${answers.join(', ')}`;
    },
  },
  {
    ...described,
    id: 'WQ-3',
    title: 'a load that succeeded has its data on a write quorum of every tablet that it wrote',
    clauses: ['R02', 'R03'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) =>
      judgeSuccess(step, say, ({ quorum, after }) => {
        const short = after.find((tablet) => completeRows(tablet).length < quorum);
        if (short === undefined) return;
        const holding = completeRows(short).length;
        say.violated(
          'success below quorum',
          `the load succeeded, but ${where(short)} has ${holding} of ${quorum} replicas with its data`,
        );
      }),
  },
  {
    ...described,
    id: 'WQ-4',
    title: 'one more replica that reports success never turns success into failure',
    clauses: ['R03'],
    form: 'law',
    needs: ['laws'],
    questions: () =>
      fc.tuple(acknowledgements, fc.nat()).map(([tablets, nth]) => {
        const more = tablets.map((tablet, index) =>
          index === nth % tablets.length ? { ...tablet, acknowledged: tablet.acknowledged + 1 } : tablet,
        );
        return [tablets, more].map((args) => ({ law: 'loadSucceeds' as const, args: [args] }));
      }),
    judge: (calls, [fewer, more]) =>
      fewer === true && more !== true
        ? `succeeds with ${JSON.stringify(calls[0]?.args[0])}, fails with ${JSON.stringify(calls[1]?.args[0])}`
        : undefined,
  },
  {
    ...described,
    id: 'WQ-5',
    title: 'what succeeds under ALL succeeds under MAJORITY, and what succeeds under MAJORITY succeeds under ONE',
    clauses: ['R03'],
    form: 'law',
    needs: ['laws'],
    questions: () => allQuorums,
    judge: (calls, answers) => {
      const [one, majority, all] = answers.map(Number);
      if (one === undefined || majority === undefined || all === undefined) return 'no answer';
      const n = calls[0]?.args[0];
      return one <= majority && majority <= all
        ? undefined
        : `with ${n} replicas ALL admits loads that a weaker quorum refuses`;
    },
  },
  {
    ...described,
    id: 'WQ-6',
    title: 'a failed load changes nothing that a client can see, ever',
    clauses: ['R03'],
    form: 'outcome',
    on: ['load', 'commitLoad', 'query'],
    judge: judgeFailedLoad,
  },
  {
    ...described,
    id: 'WQ-7',
    title: 'after a load every replica that could not store it is behind until it is repaired',
    clauses: ['R05'],
    form: 'outcome',
    on: loadKinds,
    judge: judgeMissedReplicas,
  },
  {
    ...described,
    id: 'WQ-8',
    title: 'a visible load raises the version of its partitions by one, nothing lowers a version',
    clauses: ['R02'],
    form: 'step',
    of: 'all',
    judge: judgeVersions,
  },
  {
    ...described,
    id: 'WQ-10',
    title: 'a replica with a gap does not count towards the quorum, even when it reports success',
    clauses: ['R05'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) =>
      judgeSuccess(step, say, ({ quorum, before }) => {
        const short = before.find((tablet) => withoutGap(step, tablet) < quorum);
        if (short === undefined) return;
        say.violated(
          'gap counted',
          `the load succeeded, but only ${withoutGap(step, short)} of ${quorum} replicas of ${where(short)} held every earlier version`,
        );
      }),
  },
  {
    ...described,
    id: 'WQ-12',
    title: 'a load that a write quorum of healthy replicas can store succeeds',
    clauses: ['R13'],
    form: 'outcome',
    on: loadKinds,
    judge: (step, say) => {
      const loading = loadingOf(step);
      if (loading === undefined || !isWellFormed(step, loading)) return;
      if (!loading.before.every((tablet) => sureReplicas(step, tablet) >= loading.quorum)) return;
      say.exercised();
      if (step.outcome.kind === 'refused')
        say.violated(
          'refused with quorum',
          `every tablet has ${loading.quorum} healthy replicas, but the load failed: ${step.outcome.message}`,
        );
    },
  },
  {
    ...described,
    id: 'WQ-13',
    title: 'a load with fewer writable replicas than the quorum fails and names the tablet',
    clauses: ['R03', 'R13'],
    form: 'outcome',
    on: ['load'],
    judge: judgeTooFewReplicas,
  },
  {
    ...described,
    id: 'WQ-14',
    title: 'an unknown write_quorum is refused, and the old one is kept',
    clauses: ['R04'],
    form: 'outcome',
    on: ['createTable', 'alterWriteQuorum'],
    judge: judgeUnknownQuorum,
  },
  {
    ...described,
    id: 'WQ-17',
    title: 'no report lowers a replica version, and a failed version is either cleared or still ahead',
    clauses: ['R05'],
    form: 'law',
    needs: ['laws'],
    questions: () => versionUpdates,
    judge: (calls, [answer]) => judgeVersionUpdate(calls[0]?.args ?? [], answer),
  },
  {
    ...described,
    id: 'WQ-20',
    title: 'one failing replica of three does not fail a load under MAJORITY',
    clauses: ['R03', 'R13'],
    form: 'outcome',
    on: ['load'],
    judge: judgeSingleFailure,
  },
];

function withoutGap(step: Step, tablet: TabletView): number {
  return completeRows(tablet).filter((row) => couldStore(step, nameOfBackend(step.before, row.BackendId))).length;
}

function judgeFailedLoad(step: Step, say: Say): void {
  if (step.outcome.kind === 'answered') {
    if (step.ledger.failed.size === 0) return;
    say.exercised();
    for (const content of step.outcome.contents) {
      const ghost = content.loads.find((load) => step.ledger.failed.has(load));
      if (ghost !== undefined)
        say.violated('failed load is read', `a query returned rows of ${ghost}, which had failed`);
    }
    return;
  }
  if (step.outcome.kind !== 'refused') return;
  const loading = loadingOf(step);
  if (loading === undefined || step.command.do === 'query') return;
  say.exercised();
  const moved = loading.after.find((tablet, nth) => tablet.visibleVersion !== loading.before[nth]?.visibleVersion);
  if (moved !== undefined)
    say.violated(
      'failed load moved a version',
      `the load failed, but ${where(moved)} is at version ${moved.visibleVersion} now`,
    );
}

function judgeMissedReplicas(step: Step, say: Say): void {
  if (!isVisible(step.outcome)) return;
  const loading = loadingOf(step);
  if (loading === undefined) return;
  for (const [nth, tablet] of loading.before.entries()) {
    const after = loading.after[nth];
    for (const row of tablet.replicas) {
      const backend = nameOfBackend(step.before, row.BackendId);
      if (couldStore(step, backend) || after === undefined) continue;
      say.exercised();
      const now = rowOn(after, row.BackendId);
      if (now?.ReplicaId === row.ReplicaId && isComplete(now, after.visibleVersion)) {
        say.violated(
          'missed load not noticed',
          `${backend} could not store the load, but its replica of ${where(after)} counts as complete`,
        );
      }
    }
  }
}

function judgeVersions(step: Step, say: Say): void {
  if (step.before.tables === step.after.tables) return;
  const loading = isVisible(step.outcome) ? targetOf(step) : undefined;
  for (const table of step.after.tables) {
    const earlier = tableIn(step.before, table.name);
    for (const partition of table.partitions) {
      const was = earlier?.partitions.find((other) => other.name === partition.name && other.first === partition.first);
      if (was === undefined) continue;
      say.exercised();
      judgePartition(
        step,
        say,
        loading,
        `${table.name}.${partition.name}`,
        was.visibleVersion,
        partition.visibleVersion,
      );
    }
  }
}

function judgePartition(
  step: Step,
  say: Say,
  loading: { table: string; partitions: readonly string[] } | undefined,
  name: string,
  was: number,
  is: number,
): void {
  if (is < was) {
    say.violated('version fell', `the visible version of ${name} fell from ${was} to ${is}`);
    return;
  }
  const wrote = loading?.partitions.some((partition) => `${loading.table}.${partition}` === name) === true;
  if (step.ledger.waiting.size > 0 || step.outcome.kind === 'indefinite') return;
  if (is !== was + (wrote ? 1 : 0)) {
    const expected = wrote ? 'one load became visible' : 'no load wrote to it';
    say.violated('version skipped', `the visible version of ${name} went from ${was} to ${is}, but ${expected}`);
  }
}

function judgeTooFewReplicas(step: Step, say: Say): void {
  const loading = loadingOf(step);
  if (loading === undefined || step.ledger.labels.has(loading.label)) return;
  const short = loading.before.filter((tablet) => writableReplicas(step, tablet) < loading.quorum);
  if (short.length === 0) return;
  say.exercised();
  if (step.outcome.kind === 'loaded') {
    say.violated(
      'loaded below quorum',
      `the load succeeded, but fewer than ${loading.quorum} replicas of ${where(short[0] ?? loading.before[0] ?? noTablet)} can be written`,
    );
  } else if (step.outcome.kind === 'refused') {
    const { message } = step.outcome;
    if (!loading.before.some((tablet) => message.includes(tablet.tabletId))) {
      say.violated('tablet not named', `the load failed without naming the tablet: ${message}`);
    }
  }
}

const noTablet: TabletView = {
  index: -1,
  table: '?',
  partition: '?',
  bucket: -1,
  tabletId: '?',
  replicationNum: 0,
  visibleVersion: 0,
  replicas: [],
  missing: 0,
};

function writableReplicas(step: Step, tablet: TabletView): number {
  return tablet.replicas.filter(
    (row) =>
      row.State !== 'CLONE' && !isBad(row) && takesWrites(step.ledger, nameOfBackend(step.before, row.BackendId)),
  ).length;
}

const knownQuorums = ['MAJORITY', 'ONE', 'ALL'];

function quorumIn(command: Command): { table: string; value: string } | undefined {
  if (command.do === 'alterWriteQuorum') return { table: command.table, value: command.writeQuorum };
  if (command.do !== 'createTable' || command.writeQuorum === undefined) return undefined;
  return { table: command.table, value: command.writeQuorum };
}

function judgeUnknownQuorum(step: Step, say: Say): void {
  const wanted = quorumIn(step.command);
  if (wanted === undefined || knownQuorums.includes(wanted.value.toUpperCase())) return;
  say.exercised();
  if (step.outcome.kind === 'done')
    say.violated('unknown quorum accepted', `write_quorum "${wanted.value}" was accepted`);
  const was = tableIn(step.before, wanted.table)?.writeQuorum;
  const is = tableIn(step.after, wanted.table)?.writeQuorum;
  if (was !== is) say.violated('quorum changed', `write_quorum of ${wanted.table} went from ${was} to ${is}`);
}

function judgeSingleFailure(step: Step, say: Say): void {
  const loading = loadingOf(step);
  const table = loading === undefined ? undefined : tableIn(step.before, loading.table);
  if (loading === undefined || table?.replicationNum !== 3 || table.writeQuorum !== 'MAJORITY') return;
  if (!isWellFormed(step, loading)) return;
  const sure = loading.before.map((tablet) => sureReplicas(step, tablet));
  if (!sure.every((count) => count >= 2) || sure.every((count) => count === 3)) return;
  say.exercised();
  if (step.outcome.kind === 'refused')
    say.violated(
      'one failure fails the load',
      `two of three replicas are healthy everywhere, but: ${step.outcome.message}`,
    );
}

const version = fc.integer({ min: 1, max: 20 });

/** Triples as a replica can have them: the failed version is none or ahead, the successful one not behind. */
const versionUpdates = fc
  .tuple(
    version,
    fc.nat({ max: 5 }),
    fc.nat({ max: 5 }),
    fc.integer({ min: 1, max: 25 }),
    fc.integer({ min: -1, max: 25 }),
    fc.integer({ min: -1, max: 25 }),
  )
  .map(([current, ahead, success, newVersion, lastFailed, lastSuccess]) => {
    const versions = {
      version: current,
      lastFailedVersion: ahead === 0 ? -1 : current + ahead,
      lastSuccessVersion: current + (ahead === 0 ? 0 : success),
    };
    return [{ law: 'updateVersions' as const, args: [versions, newVersion, lastFailed, lastSuccess] }];
  });

function judgeVersionUpdate(args: readonly unknown[], answer: unknown): string | undefined {
  const before = triple(args[0]);
  const after = triple(answer);
  if (before === undefined || after === undefined) return `no versions: ${JSON.stringify(answer)}`;
  const kept = after.version >= before.version;
  const failed = after.lastFailedVersion === -1 || after.lastFailedVersion > after.version;
  if (kept && failed && after.lastSuccessVersion >= after.version) return undefined;
  return `versions ${JSON.stringify(args[0])} updated with ${args.slice(1).join(', ')} became ${JSON.stringify(answer)}`;
}

interface Triple {
  readonly version: number;
  readonly lastFailedVersion: number;
  readonly lastSuccessVersion: number;
}

function triple(value: unknown): Triple | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('version' in value && 'lastFailedVersion' in value && 'lastSuccessVersion' in value)) return undefined;
  const { version: current, lastFailedVersion, lastSuccessVersion } = value;
  if (typeof current !== 'number' || typeof lastFailedVersion !== 'number' || typeof lastSuccessVersion !== 'number') {
    return undefined;
  }
  return { version: current, lastFailedVersion, lastSuccessVersion };
}
