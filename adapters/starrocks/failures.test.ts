import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Profile, profileNamed } from '../../model/profile.ts';
import type { RunningServer } from '../server/serve.ts';
import { startServer } from '../testing/servers.ts';
import { byteProxy, faultyTarget, type Interception, strangeListener, withRows } from '../testing/targets.ts';
import { connectTo, rows, sessionOnWrong, smallTable, smallTopology } from '../testing/wrongSessions.ts';
import { connect } from './adapter.ts';

const profile = known('documented-3.4');

let real: RunningServer;
const targets: RunningServer[] = [];
beforeAll(async () => {
  real = await startServer('documented-3.4');
});
afterEach(async () => {
  for (const target of targets.splice(0)) await target.close();
});
afterAll(() => real.close());

async function kept(starting: Promise<RunningServer>): Promise<RunningServer> {
  const target = await starting;
  targets.push(target);
  return target;
}

describe('connecting', () => {
  test('to nothing', async () => {
    const port = await freePort();
    await expect(connectTo({ ...real, port })).rejects.toMatchObject({
      fault: 'unreachable',
      message: `cannot reach 127.0.0.1:${port} (ECONNREFUSED); start the server or correct host and port`,
    });
  });

  test('to a host that does not exist', async () => {
    const url = 'mysql://root@nowhere.invalid:9030/';
    await expect(connect(url, { profile, allowDestructive: true, timeoutMs: 5000 })).rejects.toMatchObject({
      fault: 'unreachable',
    });
  });

  test('with a wrong password, which no message repeats', async () => {
    const failure = connectTo(real, { password: 'hush-hush' });
    await expect(failure).rejects.toMatchObject({
      fault: 'refusedLogin',
      message: `127.0.0.1:${real.port} refused the login of 'root'; correct the user or the password`,
    });
    const url = `mysql://root:hush-hush@127.0.0.1:${real.port}/`;
    await expect(connect(url, { profile, allowDestructive: true })).rejects.toMatchObject({
      message: expect.not.stringContaining('hush-hush'),
    });
  });

  test.each(['mysql_native_password', 'caching_sha2_password'] as const)('with a password by %s', async (plugin) => {
    const target = await kept(startServer('documented-3.4', { accounts: [{ user: 'kit', password: 'pä$$', plugin }] }));
    const url = `mysql://kit@127.0.0.1:${target.port}/`;
    const adapter = await connect(url, { password: 'pä$$', profile, allowDestructive: true });
    expect(adapter.target).toBe(url);
    expect(adapter.capabilities.has('choices')).toBe(true);
    await adapter.close();
  });

  test('to a server that has no room', async () => {
    const target = await kept(strangeListener('\u0017\u0000\u0000\u0000\u00ff\u0010\u0004Too many connections'));
    await expect(connectTo(target)).rejects.toMatchObject({
      fault: 'refusedLogin',
      message: expect.stringContaining('1040: Too many connections'),
    });
  });

  test('to what accepts and says nothing', async () => {
    const target = await kept(strangeListener(''));
    await expect(connectTo(target)).rejects.toMatchObject({
      fault: 'timeout',
      message: `127.0.0.1:${target.port} did not finish the login within 300 ms; see whether it hangs`,
    });
  });

  test('to what speaks another protocol', async () => {
    const web = await kept(strangeListener('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(connectTo(web)).rejects.toMatchObject({ fault: 'timeout' });
    const other = await kept(strangeListener('\u0006\u0000\u0000\u0000\u0009hello'));
    await expect(connectTo(other)).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining('does not speak the MySQL protocol'),
    });
  });

  test('to a target without the procedures', async () => {
    const message = "Unknown procedure 'chaos.capabilities'";
    const target = await kept(
      faultyTarget(real, (sql) =>
        sql.startsWith('CALL') ? { kind: 'error', errno: 1064, sqlState: 'HY000', message } : 'pass',
      ),
    );
    await expect(connectTo(target)).rejects.toMatchObject({
      fault: 'unable',
      message: expect.stringContaining('offers no procedures chaos.*'),
    });
  });

  test.each([
    ['nonsense', {}, 'no URL of the form'],
    ['http://root@127.0.0.1/', {}, 'no URL of the form'],
    ['mysql://root@127.0.0.1/db', {}, 'no URL of the form'],
    ['mysql://ro%ot@127.0.0.1/', {}, 'write % as %25'],
    ['mysql://root@127.0.0.1/', { allowDestructive: false }, '--allow-destructive'],
    ['mysql://root@127.0.0.1/', { runName: 'a b' }, 'the name of the run must be'],
  ])('to %s with %j', async (url, more, message) => {
    await expect(connect(url, { profile, allowDestructive: true, ...more })).rejects.toMatchObject({
      fault: 'unable',
      message: expect.stringContaining(message),
    });
  });

  test('removes the leftovers of a run of the same name, and nobody else’s', async () => {
    const killed = await connectTo(real, { runName: 'nightly' });
    await killed.open(smallTopology);
    const other = await connectTo(real, { runName: 'nightly2' });
    await (await other.open(smallTopology)).observe();
    await connectTo(real, { runName: 'nightly' });
    const names = await clusterNames(real);
    expect(names).toContain('nightly2-1');
    expect(names).not.toContain('nightly-1');
    await killed.close();
    await other.close();
  });
});

describe('a target that', () => {
  async function sessionWith(statement: RegExp, wrong: Interception) {
    const { session, target } = await sessionOnWrong(real, statement, wrong);
    targets.push(target);
    return { session, target };
  }

  test('hangs', async () => {
    const { session, target } = await sessionWith(/pending_tablets/, 'hang');
    await expect(session.observe()).rejects.toMatchObject({
      fault: 'timeout',
      message: `127.0.0.1:${target.port} did not answer "SHOW PROC '/cluster_balance/pending_tablets'" within 300 ms; see whether it hangs`,
    });
    await expect(session.observe()).rejects.toMatchObject({ fault: 'disconnected' });
  });

  test('closes the connection while it is looked at', async () => {
    const { session } = await sessionWith(/working_slots/, { kind: 'disconnect' });
    await expect(session.observe()).rejects.toMatchObject({
      fault: 'disconnected',
      message: expect.stringContaining(
        'closed the connection before it answered "SHOW PROC \'/cluster_balance/working_slots\'"',
      ),
    });
  });

  test('closes the connection during a command and lives on leaves the outcome open', async () => {
    const { session } = await sessionWith(/^CALL chaos\.advance/, { kind: 'disconnect' });
    expect(await session.apply({ do: 'advance', seconds: 1 }, [])).toMatchObject({ kind: 'indefinite' });
    expect((await session.observe()).tables).toHaveLength(1);
  });

  test('closes the connection of a load leaves its outcome open', async () => {
    const { session } = await sessionWith(/^COMMIT/, { kind: 'disconnect' });
    await session.apply({ do: 'beginLoad', load: 'l1', table: 't1', partitions: ['p1'] }, []);
    expect(await session.apply({ do: 'commitLoad', load: 'l1' }, [])).toMatchObject({ kind: 'indefinite' });
    expect((await session.observe()).tables[0]?.partitions[0]?.visibleVersion).toBe(1);
    expect(await session.apply({ do: 'commitLoad', load: 'l1' }, [])).toMatchObject({ kind: 'refused' });
  });

  test('dies during a command', async () => {
    const { session, target } = await sessionWith(/^never/, 'pass');
    await target.close();
    await expect(session.apply({ do: 'heal' }, [])).rejects.toMatchObject({ fault: 'disconnected' });
    await expect(session.observe()).rejects.toMatchObject({ fault: 'disconnected' });
  });

  test('says that it does not know leaves the outcome open', async () => {
    const timeout = { kind: 'error', errno: 5024, sqlState: '53400', message: 'reached its timeout' } as const;
    const { session } = await sessionWith(/^INSERT/, timeout);
    const load = { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] } as const;
    expect(await session.apply(load, [])).toEqual({ kind: 'indefinite', message: 'reached its timeout' });
  });

  test.each([
    ['an ok packet without a status', /^INSERT/, { kind: 'ok', info: 'fine' }, 'its info is "'],
    ['an ok packet with nothing', /^INSERT/, { kind: 'ok' }, 'its info is nothing, expected'],
    ['rows', /^INSERT/, rows(['x'], [['y']]), 'its info is nothing'],
  ] as const)('answers a load with %s', async (_what, statement, reply, message) => {
    const { session } = await sessionWith(statement, reply);
    const load = { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] } as const;
    await expect(session.apply(load, [])).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['a row of no load', rows(['p', 'k', 'v'], [['0', '7', 'l1']]), 'no load has written the row (0, 7, l1)'],
    ['a NULL', rows(['p', 'k', 'v'], [['0', '0', null]]), 'no load has written the row (0, 0, NULL)'],
    ['other columns', rows(['a'], [['0']]), 'no load has written the row (0)'],
    ['no rows at all', { kind: 'ok' }, 'it has no rows'],
  ] as const)('answers a query with %s', async (_what, reply, message) => {
    const { session } = await sessionWith(/^SELECT/, reply);
    await expect(session.apply({ do: 'query', table: 't1' }, [])).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['/backends', /'\/backends'/, rows(['BackendId'], [['1']]), 'column IP: the column is missing'],
    ['/backends/<id>', /'\/backends\/\d+'/, rows(['RootPath'], [['/data']]), 'column DataUsedCapacity: the column is'],
    ['/backends/<id>', /'\/backends\/\d+'/, rows(diskColumns, [diskOf('TAPE')]), 'expected HDD or SSD, got "TAPE"'],
    ['/dbs/<db>', /'\/dbs\/\d+'/, { kind: 'ok' }, 'it has no rows, expected a result set'],
    ['/dbs/<db>', /'\/dbs\/\d+'/, rows(['TableId'], [[null]]), 'column TableId: expected a whole number, got NULL'],
    ['all_tablets', /all_tablets/, rows(['TabletId'], [[null]]), 'the first column is NULL'],
    ['priority_repair', /priority_repair/, { kind: 'ok' }, 'it has no rows, expected a result set'],
    ['priority_repair', /priority_repair/, rows(['Database'], [['d1']]), 'column Database: expected a whole number'],
    ['cluster_load_stat', /cluster_load_stat/, rows(['BeId'], [['1']]), 'column Cluster: the column is missing'],
    [
      'SHOW CREATE TABLE',
      /^SHOW CREATE/,
      rows(['Table', 'Create Table'], [['t1', 'PROPERTIES ("replication_num" = "3", "storage_medium" = "TAPE")']]),
      'none but HDD or SSD as "storage_medium"',
    ],
    [
      'SHOW PARTITIONS',
      /^SHOW PARTITIONS/,
      rows(['PartitionId'], [['x']]),
      'column PartitionId: expected a whole number, got "x"',
    ],
    ['ADMIN SHOW REPLICA STATUS', /^ADMIN SHOW/, rows(['TabletId'], []), 'has no row any more'],
    [
      'working_slots',
      /working_slots/,
      rows(['BeId', 'PathHash', 'AvailSlots', 'TotalSlots', 'AvgRate'], [['1', '2', 'many', '2', '0.0']]),
      'column AvailSlots: expected a whole number, NULL or N/A, got "many"',
    ],
    ['chaos.now', /chaos\.now/, rows(['NowMs'], [['later']]), 'expected milliseconds as a whole number, got "later"'],
    ['chaos.now', /chaos\.now/, rows(['NowMs'], []), 'it has 0 rows, expected one'],
  ] as const)('answers %s with nonsense', async (_what, statement, reply, message) => {
    const { session } = await sessionWith(statement, reply);
    // After this disks and the properties of tables are read again, too.
    await session.apply({ ...smallTable, table: 't2' }, []);
    await expect(session.observe()).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringMatching(new RegExp(`^the answer to ".*" cannot be read: .*${escaped(message)}`)),
    });
  });

  test('refuses a documented statement', async () => {
    const refusal = { kind: 'error', errno: 1064, sqlState: 'HY000', message: 'no such list' } as const;
    const { session } = await sessionWith(/history_tablets/, refusal);
    await expect(session.observe()).rejects.toMatchObject({
      fault: 'unable',
      message: `the target refused "SHOW PROC '/cluster_balance/history_tablets'" (1064: no such list), which the kit needs`,
    });
  });

  test.each([
    ['hints', /priority_repair/, { hints: [] }],
    ['statistics', /cluster_load_stat/, { load: { HDD: [], SSD: [] } }],
  ])('has no list of %s shows an empty one', async (_what, statement, shown) => {
    const message = 'Unknown proc node path';
    const { session } = await sessionWith(statement, { kind: 'error', errno: 1064, sqlState: 'HY000', message });
    await session.apply({ do: 'repairTable', table: 't1' }, []);
    await session.apply({ do: 'advance', seconds: 1 }, []);
    expect(await session.observe()).toMatchObject(shown);
  });

  test('shows other backends than it was given', async () => {
    const target = await kept(
      faultyTarget(real, (sql) => (/'\/backends'/.test(sql) ? rows(['BackendId'], []) : 'pass')),
    );
    const adapter = await connectTo(target);
    await expect(adapter.open(smallTopology)).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringContaining('lists 0 backends, expected the 3 of the topology'),
    });
  });

  test.each([
    ['short', (row: Buffer) => row.subarray(0, row.length - 1 - (row.at(-3) ?? 0)), /a row has \d+ cells|is cut off/],
    [
      'long',
      (row: Buffer) => Buffer.concat([row, Buffer.from('\u0003abc', 'latin1')]),
      /a row has 13 cells, expected one cell for each of the 12 columns/,
    ],
    ['cut', (row: Buffer) => row.subarray(0, row.length - 1), /a row is cut off in the middle of a cell/],
  ] as const)('sends a row that is too %s', async (_what, change, message) => {
    const statement = /ADMIN SHOW REPLICA STATUS/;
    const target = await kept(byteProxy(real, statement, (answer) => withRows(answer, change)));
    const adapter = await connectTo(target);
    const session = await adapter.open(smallTopology);
    await session.apply(smallTable, []);
    await expect(session.observe()).rejects.toMatchObject({
      fault: 'nonsense',
      message: expect.stringMatching(message),
    });
    await adapter.close();
  });
});

/** The columns of SHOW PROC '/backends/<id>', and a row of it. */
const diskColumns = [
  'RootPath',
  'DataUsedCapacity',
  'OtherUsedCapacity',
  'AvailCapacity',
  'TotalCapacity',
  'TotalUsedPct',
  'State',
  'PathHash',
  'StorageMedium',
  'TabletNum',
];

function diskOf(medium: string): string[] {
  return ['/data', '0B', '0B', '1.000 TB', '1.000 TB', '0.00 %', 'ONLINE', '7', medium, '0'];
}

async function clusterNames({ port }: RunningServer): Promise<unknown[]> {
  const { openClient } = await import('../testing/servers.ts');
  const client = await openClient({ ...real, port });
  const names = await client.column('CALL chaos.clusters()');
  await client.close();
  return names;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function known(name: string): Profile {
  const found = profileNamed(name);
  if (found === undefined) throw new RangeError(`no profile ${name}`);
  return found;
}
