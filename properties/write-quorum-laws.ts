import * as fc from 'fast-check';
import type { LawArguments, LawCall } from '../adapters/adapter.ts';
import { updateVersions } from '../model/replication/versions.ts';
import { quorumOf } from './looks.ts';
import type { TabletProperty } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['laws'] } as const;

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

/** What the pure decisions about write quorum and versions must answer (R03, R05; replication notes 10, WQ). */
export const writeQuorumLaws: readonly TabletProperty[] = [
  {
    ...described,
    id: 'WQ-1',
    title: 'the quorum of N replicas is more than half for MAJORITY, 1 for ONE, N for ALL',
    clauses: ['R03'],
    form: 'law',
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
    id: 'WQ-4',
    title: 'one more replica that reports success never turns success into failure',
    clauses: ['R03'],
    form: 'law',
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
    id: 'WQ-17',
    title: 'no report lowers a replica version, and a failed version is either cleared or still ahead',
    clauses: ['R05'],
    form: 'law',
    questions: () => versionUpdates,
    judge: (calls, [answer]) => judgeVersionUpdate(calls[0]?.args ?? [], answer),
  },
  {
    ...described,
    id: 'WQ-18',
    title: 'the same report a second time changes neither what a replica holds nor what it missed',
    clauses: ['R05'],
    form: 'law',
    questions: () => versionUpdates.map(([call]) => [plain(call), again(plain(call))]),
    judge: (calls, [first, second]) => judgeRepetition(calls[1], first, second),
  },
];

/** The report as loads and clones make it: what succeeded is what is there. */
function plain({ law, args: [current, version, lastFailed] }: VersionUpdate): VersionUpdate {
  return { law, args: [current, version, lastFailed, version] };
}

/** The same report to a replica that has taken it once, as the documents' own rule leaves it. */
function again(call: VersionUpdate): VersionUpdate {
  const [current, ...report] = call.args;
  return { law: 'updateVersions', args: [updateVersions(current, ...report), ...report] };
}

/** Says nothing of a target that takes the first report in another way than the question of the second one assumes. */
function judgeRepetition(call: LawCall | undefined, first: unknown, second: unknown): string | undefined {
  const assumed = triple(call?.args[0]);
  const taken = triple(first);
  if (assumed === undefined || taken === undefined || !isSame(assumed, taken)) return undefined;
  const after = triple(second);
  if (after !== undefined && isSame(assumed, after)) return undefined;
  const report = call?.args.slice(1).join(', ');
  return `versions ${JSON.stringify(assumed)}, which hold the report ${report} already, became ${JSON.stringify(second)}`;
}

/** The newest success behind a gap may become known by the repetition; it decides nothing. */
function isSame(left: Triple, right: Triple): boolean {
  return left.version === right.version && left.lastFailedVersion === right.lastFailedVersion;
}

interface VersionUpdate {
  readonly law: 'updateVersions';
  readonly args: LawArguments<'updateVersions'>;
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
  .map(([current, ahead, success, newVersion, lastFailed, lastSuccess]): readonly [VersionUpdate] => {
    const versions = {
      version: current,
      lastFailedVersion: ahead === 0 ? -1 : current + ahead,
      lastSuccessVersion: current + (ahead === 0 ? 0 : success),
    };
    return [{ law: 'updateVersions', args: [versions, newVersion, lastFailed, lastSuccess] }];
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
