import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AsyncSession } from '../adapter.ts';
import type { RunningServer } from '../server/serve.ts';
import { startServer } from '../testing/servers.ts';
import type { Interception } from '../testing/targets.ts';
import { rows, sessionOnWrong, smallTable } from '../testing/wrongSessions.ts';

let real: RunningServer;
const targets: RunningServer[] = [];
beforeAll(async () => {
  real = await startServer('documented-3.4');
});
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
});
afterAll(() => real.close());

async function sessionWith(statement: RegExp, wrong: Interception): Promise<{ session: AsyncSession }> {
  const { session, target } = await sessionOnWrong(real, statement, wrong, { timeoutMs: 10_000 });
  targets.push(target);
  return { session };
}

describe('a target that', () => {
  test.each([
    ['refuses', { kind: 'error', errno: 1064, sqlState: 'HY000', message: 'no' } as const, { message: 'no' }],
    [
      'has no time for',
      { kind: 'error', errno: 5024, sqlState: 'HY000', message: 'late' } as const,
      { message: 'late' },
    ],
  ])('%s what only shows something has refused it', async (_what, reply, outcome) => {
    const { session } = await sessionWith(/'\/statistic'/, reply);
    expect(await session.apply({ do: 'showStatistic' }, [])).toEqual({ kind: 'refused', ...outcome });
  });

  test.each([
    ['no rows', { kind: 'ok' }, 'it has no rows, expected a result set'],
    ['too many rows', rows(['x'], Array(100_001).fill(['y'])), 'it has 100001 rows, expected at most 100000'],
    ['a huge cell', rows(['x'], [['y'.repeat(1_000_001)]]), 'a cell has 1000001 characters, expected at most 1000000'],
  ] as const)('shows %s', async (_what, reply, message) => {
    const { session } = await sessionWith(/'\/nope'/, reply);
    await expect(session.apply({ do: 'showProc', path: '/nope' }, [])).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['another statement', 'DROP TABLE d1.t1 FORCE'],
    ['two statements', "SHOW PROC '/x'; DROP TABLE d1.t1 FORCE"],
    ['an open text', "SHOW PROC '/x"],
    ['an escaped text', "SHOW PROC '/x\\'; DROP TABLE d1.t1 FORCE; -- '"],
    ['nothing', null],
  ])('has %s in DetailCmd is not asked for more', async (_what, command) => {
    const { session } = await sessionWith(/^SHOW TABLET \d/, rows(['DetailCmd'], [[command]]));
    const outcome = await session.apply({ do: 'showTablet', table: 't1', partition: 'p1', bucket: 0 }, []);
    expect(outcome).toEqual({ kind: 'listed', results: [{ columns: ['DetailCmd'], rows: [[command]] }] });
    expect((await session.observe()).tables).toHaveLength(1);
  });

  test('gives a DetailCmd is asked for what it shows', async () => {
    const detail = rows(['DetailCmd'], [[" show proc '/statistic' ; "]]);
    const { session } = await sessionWith(/^SHOW TABLET \d/, detail);
    const place = { table: 't1', partition: 'p1', bucket: 0 };
    const outcome = await session.apply({ do: 'showTablet', ...place }, []);
    expect(outcome).toMatchObject({
      kind: 'listed',
      results: [
        { columns: ['DetailCmd'] },
        { rows: [expect.arrayContaining(['d1']), expect.arrayContaining(['Total'])] },
      ],
    });
  });

  test.each([
    ['the statistic of the database by its id', 'd1', '4711', 2],
    ['one result set without a row for the database', 'd2', '4711', 1],
    ['one result set when the id is none', 'd1', "4711'", 1],
  ])('shows %s', async (_what, name, id, results) => {
    const wrong = rows(['DbId', 'DbName'], [[id, name]]);
    const { session } = await sessionWith(/'\/statistic(\/4711)?'/, wrong);
    const outcome = await session.apply({ do: 'showStatistic' }, []);
    expect(outcome).toMatchObject({ kind: 'listed', results: Array(results).fill({ columns: ['DbId', 'DbName'] }) });
  });

  test('reads another tablet than it was asked for', async () => {
    const table = { ...smallTable, table: 't2', buckets: 2 };
    const { session } = await sessionWith(/^SELECT/, rows(['p', 'k', 'v'], [['0', '1', 'l1']]));
    await session.apply(table, []);
    await session.observe();
    const place = { table: 't2', partition: 'p1', backend: 'b1' };
    const read = await session.apply({ do: 'readReplica', ...place, bucket: 1 }, []);
    expect(read).toEqual({
      kind: 'answered',
      contents: [{ table: 't2', partition: 'p1', bucket: 1, loads: ['l1'] }],
    });
    await expect(session.apply({ do: 'readReplica', ...place, bucket: 0 }, [])).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining('it has a row of bucket 1 of p1, expected rows of one tablet'),
    });
  });
});
