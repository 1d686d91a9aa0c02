import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

const disk = { medium: 'HDD', totalBytes: 1_099_511_627_776 } as const;
const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks: [disk] })) };

/** Columns as the documents list them; `+` marks those that only the main branch has. */
const columns: Readonly<Record<string, string>> = {
  'ADMIN SHOW REPLICA STATUS FROM t':
    'TabletId ReplicaId BackendId Version LastFailedVersion LastSuccessVersion CommittedVersion SchemaHash VersionNum IsBad +IsSetBadForce State Status',
  'ADMIN SHOW REPLICA DISTRIBUTION FROM t': 'BackendId ReplicaNum Graph Percent',
  'SHOW TABLET FROM t':
    'TabletId ReplicaId BackendId SchemaHash Version VersionHash LstSuccessVersion LstSuccessVersionHash LstFailedVersion LstFailedVersionHash LstFailedTime DataSize RowCount State LstConsistencyCheckTime CheckVersion CheckVersionHash VersionCount PathHash MetaUrl CompactionStatus +DiskRootPath +IsConsistent +Checksum',
  'SHOW TABLET 1': 'DbName TableName PartitionName IndexName DbId TableId PartitionId IndexId IsSync DetailCmd',
  "SHOW PROC '/statistic'":
    'DbId DbName TableNum PartitionNum IndexNum TabletNum ReplicaNum UnhealthyTabletNum InconsistentTabletNum +CloningTabletNum +ErrorStateTabletNum',
  "SHOW PROC '/cluster_balance'": 'Item Number',
  "SHOW PROC '/cluster_balance/pending_tablets'":
    'TabletId Type +Medium Status State OrigPrio DynmPrio SrcBe SrcPath DestBe DestPath Timeout Create LstSched LstVisit Finished Rate FailedSched FailedRunning LstAdjPrio VisibleVer VisibleVerHash CmtVer CmtVerHash ErrMsg',
  "SHOW PROC '/cluster_balance/running_tablets'":
    'TabletId Type +Medium Status State OrigPrio DynmPrio SrcBe SrcPath DestBe DestPath Timeout Create LstSched LstVisit Finished Rate FailedSched FailedRunning LstAdjPrio VisibleVer VisibleVerHash CmtVer CmtVerHash ErrMsg',
  "SHOW PROC '/cluster_balance/history_tablets'":
    'TabletId Type +Medium Status State OrigPrio DynmPrio SrcBe SrcPath DestBe DestPath Timeout Create LstSched LstVisit Finished Rate FailedSched FailedRunning LstAdjPrio VisibleVer VisibleVerHash CmtVer CmtVerHash ErrMsg',
  "SHOW PROC '/cluster_balance/all_tablets'": 'TabletId',
  "SHOW PROC '/cluster_balance/working_slots'": 'BeId PathHash AvailSlots TotalSlots AvgRate',
  "SHOW PROC '/cluster_balance/priority_repair'": 'Database Table Partition RemainingTimeMs',
  "SHOW PROC '/cluster_balance/sched_stat'": 'Item Value Increase',
  "SHOW PROC '/cluster_balance/cluster_load_stat'": 'StorageMedium +ClusterDiskBalanceStat',
  "SHOW PROC '/cluster_balance/cluster_load_stat/HDD'":
    'BeId Cluster Available UsedCapacity Capacity UsedPercent ReplicaNum CapCoeff ReplCoeff Score Class +BackendDiskBalanceStat',
  "SHOW PROC '/dbs'": 'DbId DbName TableNum Quota LastConsistencyCheckTime ReplicaQuota',
  "SHOW PROC '/dbs/d1'":
    'TableId TableName IndexNum PartitionColumnName PartitionNum State Type LastConsistencyCheckTime ReplicaCount PartitionType +StoragePath',
  "SHOW PROC '/dbs/d1/t'": 'Nodes',
  "SHOW PROC '/dbs/d1/t/partitions/t'": 'IndexId IndexName State LastConsistencyCheckTime +TabletBalanceStat +Tablets',
  "SHOW PROC '/backends/10001'":
    'RootPath DataUsedCapacity OtherUsedCapacity AvailCapacity TotalCapacity TotalUsedPct State PathHash StorageMedium TabletNum +DataTotalCapacity +DataUsedPct',
  "ADMIN SHOW FRONTEND CONFIG LIKE '%'": 'Key AliasNames Value Type IsMutable Comment',
};

describe.each(['documented-3.4', 'starrocks-main'] as const)('%s', (profile) => {
  let server: RunningServer;
  let client: TestClient;
  const isMain = profile === 'starrocks-main';

  beforeAll(async () => {
    server = await startServer(profile, { topology });
    client = await openClient(server);
    await client.query('USE d1');
    await client.query('CREATE TABLE t (k INT) DISTRIBUTED BY HASH(k) BUCKETS 2');
    await client.query('INSERT INTO t VALUES (0), (1), (2)');
  });
  afterAll(() => server.close());

  test.each(Object.entries(columns))('%s has the documented columns', async (sql, names) => {
    const expected = names.split(' ').filter((name) => isMain || !name.startsWith('+'));
    expect((await client.query(sql)).columns).toEqual(expected.map((name) => name.replace('+', '')));
  });

  test('SHOW PROC of a tablet, as its DetailCmd says', async () => {
    const [tabletId = null] = await client.column('SHOW TABLET FROM t LIMIT 1');
    const row = await client.row(`SHOW TABLET ${tabletId}`);
    expect(row).toMatchObject({ DbName: 'd1', TableName: 't', PartitionName: 't', IndexName: 't', IsSync: 'true' });
    const { columns: names, rows } = await client.query(row.DetailCmd ?? '');
    const base =
      'ReplicaId BackendId Version VersionHash LstSuccessVersion LstSuccessVersionHash LstFailedVersion LstFailedVersionHash LstFailedTime SchemaHash DataSize RowCount State IsBad';
    const rest = isMain
      ? 'IsSetBadForce VersionCount PathHash MetaUrl CompactionStatus IsErrorState'
      : 'VersionCount PathHash MetaUrl CompactionStatus';
    expect(names).toEqual(`${base} ${rest}`.split(' '));
    const listed = await client.query('SHOW TABLET FROM t');
    const replicas = listed.rows.filter((other) => other[0] === tabletId).map((other) => other[1]);
    expect(rows.map((other) => other[0])).toEqual(replicas);
    expect(replicas).toHaveLength(3);
  });

  test('an unknown tablet is a row of -1, not an error', async () => {
    expect(await client.row('SHOW TABLET 1')).toEqual({
      DbName: null,
      TableName: null,
      PartitionName: null,
      IndexName: null,
      DbId: '-1',
      TableId: '-1',
      PartitionId: '-1',
      IndexId: '-1',
      IsSync: 'false',
      DetailCmd: "SHOW PROC '/dbs/-1/-1/partitions/-1/-1/1';",
    });
  });

  test('times that have not come are NULL in releases and N/A in the documents', async () => {
    const { rows } = await client.query('SHOW TABLET FROM t WHERE backendid = 10001 LIMIT 1');
    expect(rows[0]?.[10]).toBe(isMain ? null : 'N/A');
    expect(rows[0]?.[11]).toBe(isMain ? '1KB' : '1024');
  });

  test('the items of /cluster_balance are those of the profile', async () => {
    const items = 'cluster_load_stat working_slots sched_stat priority_repair pending_tablets running_tablets';
    const { rows } = await client.query("SHOW PROC '/cluster_balance'");
    expect(rows.map(([name]) => name)).toEqual([
      ...(isMain ? ['balance_stat'] : []),
      ...items.split(' '),
      'history_tablets',
      'all_tablets',
    ]);
    const balance = "SHOW PROC '/cluster_balance/balance_stat'";
    if (isMain) expect((await client.query(balance)).rows).toHaveLength(6);
    else expect(await client.refusal(balance)).toContain('invalid type: balance_stat');
  });

  test('backends show what they have as of the last load statistics', async () => {
    await client.query('CALL chaos.advance(60)');
    const [first] = (await client.query('SHOW BACKENDS')).rows;
    expect(await client.query("SHOW PROC '/backends'")).toEqual(await client.query('SHOW BACKENDS'));
    expect(first?.slice(0, 3)).toEqual(['10001', '10.0.0.1', '9050']);
    expect(first?.slice(8, 17)).toEqual([
      'true',
      'false',
      'false',
      '2',
      '2.000 KB',
      '1024.000 GB',
      '1.000 TB',
      '0.00 %',
      '0.00 %',
    ]);
    const disks = await client.query("SHOW PROC '/backends/10001'");
    expect(disks.rows.map((row) => row.slice(0, 10))).toEqual([
      ['/data1', '2.000 KB', '0.000B', '1024.000 GB', '1.000 TB', '0.00 %', 'ONLINE', '10002', 'HDD', '2'],
    ]);
  });
});
