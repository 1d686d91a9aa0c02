import * as fc from 'fast-check';
import type { LawCall } from '../adapters/adapter.ts';
import type { Priority } from '../model/replication/priority.ts';
import type { Property } from './property.ts';

const needs = ['laws'] as const;

const priorities: readonly Priority[] = ['LOW', 'NORMAL', 'HIGH', 'VERY_HIGH'];

/** A task as far as the order of the queue depends on it. */
interface Queued {
  readonly id: number;
  readonly priority: Priority;
  readonly lastVisitedMs: number;
}

/** Never, some time, and so far apart that differences do not fit into 32 bits. */
const visits = fc.constantFrom(-1, 0, 1_000, 20_000, 3_000_000_000, 9_000_000_000_000);

const queued = fc.tuple(fc.constantFrom(...priorities), visits);

/** Three tasks, each compared with each. */
const comparisons = fc.tuple(queued, queued, queued).map((drawn): readonly LawCall[] => {
  const tasks = drawn.map(([priority, lastVisitedMs], nth): Queued => ({ id: nth + 1, priority, lastVisitedMs }));
  return tasks.flatMap((left) => tasks.map((right) => ({ law: 'compareTasks' as const, args: [left, right] })));
});

function isQueued(value: unknown): value is Queued {
  return (
    typeof value === 'object' && value !== null && 'priority' in value && 'lastVisitedMs' in value && 'id' in value
  );
}

/** Negative when the first goes first, 0 when the documents leave it open. */
function expectedOrder(left: Queued, right: Queued): number {
  const byPriority = priorities.indexOf(right.priority) - priorities.indexOf(left.priority);
  return Math.sign(byPriority !== 0 ? byPriority : left.lastVisitedMs - right.lastVisitedMs);
}

function judgeOrder(calls: readonly LawCall[], answers: readonly unknown[]): string | undefined {
  const signs = answers.map((answer) => (typeof answer === 'number' ? Math.sign(answer) : Number.NaN));
  const size = 3;
  for (const [nth, { args }] of calls.entries()) {
    const [left, right] = args;
    const sign = signs[nth];
    if (!isQueued(left) || !isQueued(right) || sign === undefined) return 'no tasks';
    const expected = expectedOrder(left, right);
    const opposite = signs[(nth % size) * size + Math.floor(nth / size)] ?? Number.NaN;
    if (expected === 0 ? sign + opposite === 0 : sign === expected) continue;
    return `${JSON.stringify(left)} and ${JSON.stringify(right)} compare as ${answers[nth]}`;
  }
  return isTransitive(signs, size)
    ? undefined
    : `the order goes in circles: ${JSON.stringify(calls.map((call) => call.args[0]))}`;
}

function isTransitive(signs: readonly number[], size: number): boolean {
  const isFirst = (left: number, right: number): boolean => (signs[left * size + right] ?? 0) < 0;
  const all = Array.from({ length: size }, (_, nth) => nth);
  return all.every((a) => all.every((b) => all.every((c) => !isFirst(a, b) || !isFirst(b, c) || isFirst(a, c))));
}

function raised(dynamic: string, original: string): string {
  const names: readonly string[] = priorities;
  const next = names[names.indexOf(dynamic) + 1] ?? 'VERY_HIGH';
  return original === 'LOW' && next === 'VERY_HIGH' ? 'HIGH' : next;
}

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((gibibytes) => gibibytes * 1_073_741_824),
  fc.constantFrom(0, 1, 1_048_576, 943_718_400, 943_718_399, 5_242_880_000),
);

/** A clone gets a second for every 5 MiB, within limits of which the upper one wins (replication notes 4b.13). */
function expectedTimeoutMs(bytes: number, minMs: number, maxMs: number): number {
  return Math.min(Math.max(Math.floor(bytes / 1_048_576 / 5) * 1000, minMs), maxMs);
}

/** Laws of the scheduler's pure decisions (R09, R21, R28, R30; replication notes 4, 6 and 10, SC and SL). */
export const schedulerLaws: readonly Property[] = [
  {
    form: 'law',
    needs,
    id: 'SC-4',
    title: 'the order of waiting tasks is one: the more urgent first, then the one visited longest ago',
    clauses: ['R09'],
    level: 'must',
    suite: 'replication',
    questions: () => comparisons,
    judge: judgeOrder,
  },
  {
    form: 'law',
    needs,
    id: 'PR-1',
    title: 'waiting raises a priority by one, and one born LOW never above HIGH',
    clauses: ['R21'],
    level: 'should',
    suite: 'operations',
    questions: () =>
      fc
        .tuple(fc.constantFrom(...priorities), fc.constantFrom(...priorities))
        .filter(([dynamic, original]) => original !== 'LOW' || dynamic !== 'VERY_HIGH')
        .map((args) => [{ law: 'raisePriority' as const, args }]),
    judge: (calls, [answer]) => {
      const [dynamic, original] = (calls[0]?.args ?? []).map(String);
      const expected = raised(dynamic ?? '', original ?? '');
      return answer === expected
        ? undefined
        : `a task born ${original} that waits with ${dynamic} rises to ${answer} instead of ${expected}`;
    },
  },
  {
    form: 'law',
    needs,
    id: 'SC-10',
    title: 'the time that a clone gets grows with its size, between a least and a greatest',
    clauses: ['R28'],
    level: 'should',
    suite: 'balancing',
    questions: ({ cloneTimeoutMinMs, cloneTimeoutMaxMs }) =>
      fc
        .tuple(sizes, fc.constantFrom(0, cloneTimeoutMinMs, cloneTimeoutMaxMs + 60_000))
        .map(([bytes, minMs]) => [{ law: 'timeoutMs' as const, args: [bytes, minMs, cloneTimeoutMaxMs] }]),
    judge: (calls, [answer]) => {
      const [bytes = 0, minMs = 0, maxMs = 0] = (calls[0]?.args ?? []).map(Number);
      const expected = expectedTimeoutMs(bytes, minMs, maxMs);
      // Whether a part of a second counts is left open.
      return typeof answer === 'number' && Math.abs(answer - expected) <= 1000
        ? undefined
        : `a clone of ${bytes} bytes gets ${answer} ms instead of ${expected} ms, between ${minMs} and ${maxMs}`;
    },
  },
  {
    form: 'law',
    needs,
    id: 'SL-10',
    title: 'no configured number of slots stops all clones, and a sensible one is taken as it is',
    clauses: ['R30'],
    level: 'should',
    suite: 'balancing',
    questions: () =>
      fc
        .oneof(fc.integer({ min: 2, max: 64 }), fc.integer({ min: -1_000, max: 1_000 }), fc.constantFrom(0, -1, 1, 2))
        .map((configured) => [{ law: 'clampSlots' as const, args: [configured] }]),
    judge: (calls, [answer]) => {
      const configured = Number(calls[0]?.args[0]);
      const isSensible = configured >= 2 && configured <= 64;
      const isRight = typeof answer === 'number' && answer >= 1 && (!isSensible || answer === configured);
      return isRight ? undefined : `with ${configured} slots configured, ${answer} hold`;
    },
  },
];
