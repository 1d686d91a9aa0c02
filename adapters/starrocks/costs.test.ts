import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../model/scenario.ts';
import type { AsyncAdapter, AsyncSession } from '../adapter.ts';
import type { RunningServer } from '../server/serve.ts';
import { startServer } from '../testing/servers.ts';
import { faultyTarget } from '../testing/targets.ts';
import { connectTo, smallTable, smallTopology } from '../testing/wrongSessions.ts';

let real: RunningServer;
let target: RunningServer;
let adapter: AsyncAdapter;
let session: AsyncSession;
const sent: string[] = [];

beforeAll(async () => {
  real = await startServer('documented-3.4');
  target = await faultyTarget(real, (sql) => {
    sent.push(sql);
    return 'pass';
  });
  adapter = await connectTo(target);
  session = await adapter.open(smallTopology);
  await session.apply(smallTable, []);
  await session.observe();
});
afterAll(async () => {
  await adapter.close();
  await target.close();
  await real.close();
});

/** What it costs to look after a command. */
async function statementsAfter(command: Command): Promise<readonly string[]> {
  await session.apply(command, []);
  sent.splice(0);
  await session.observe();
  return sent;
}

const count = (statements: readonly string[], pattern: RegExp): number =>
  statements.filter((sql) => pattern.test(sql)).length;

test.each<Command>([
  { do: 'query', table: 't1' },
  { do: 'failWrites', backend: 'b1', on: false },
  { do: 'showStatistic' },
])('after $do nothing is read that it cannot have changed', async (command) => {
  const statements = await statementsAfter(command);
  expect(count(statements, /'\/backends\/|cluster_load_stat|SHOW CREATE|'\/dbs'/)).toBe(0);
  expect(statements).toHaveLength(11);
});

test.each<Command>([
  { do: 'advance', seconds: 1 },
  { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] },
  { do: 'decommissionBackend', backend: 'b3' },
])('after $do the disks of every backend and the load are read again', async (command) => {
  const statements = await statementsAfter(command);
  expect(count(statements, /'\/backends\/\d+'/)).toBe(smallTopology.backends.length);
  expect(count(statements, /cluster_load_stat/)).toBe(2);
  expect(statements).toHaveLength(16);
});

test('after a change of properties the table is read again', async () => {
  const statements = await statementsAfter({ do: 'alterWriteQuorum', table: 't1', writeQuorum: 'ALL' });
  expect(count(statements, /SHOW CREATE/)).toBe(1);
  expect(statements).toHaveLength(12);
});
