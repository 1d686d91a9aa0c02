import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';

/** Statements a running StarRocks FE understood; some of them it refused later, for reasons other than syntax. */
const understood: readonly string[] = [
  'select version()',
  'select @@version_comment',
  'select current_user()',
  "show variables like 'version%'",
  'show frontends',
  'show backends',
  'show compute nodes',
  'show databases',
  "show proc '/'",
  "show proc '/cluster_balance/cluster_load_stat/SSD'",
  "show proc '/nope'",
  'create database rec',
  'use rec',
  "create table dup (k int, v int) duplicate key(k) distributed by hash(k) buckets 3 properties('replication_num'='3')",
  "create table pk (k int not null, v int) primary key(k) distributed by hash(k) buckets 2 properties('replication_num'='3','write_quorum'='ALL')",
  "create table toomany (k int) duplicate key(k) distributed by hash(k) buckets 1 properties('replication_num'='9')",
  "create table part (d date, k int, v int) duplicate key(d,k) partition by range(d) (partition p1 values less than ('2024-01-01'), partition p2 values less than ('2025-01-01')) distributed by hash(k) buckets 2 properties('replication_num'='3')",
  "create table colo1 (k int, v int) duplicate key(k) distributed by hash(k) buckets 4 properties('replication_num'='3','colocate_with'='g1')",
  'show tables',
  'show create table dup',
  'show partitions from part',
  'insert into dup values (1,1)',
  "insert into part values ('2023-05-05',1,1),('2024-05-05',2,2)",
  'admin show replica status from dup',
  "admin show replica status from dup where status!='OK'",
  'admin show replica status from part partition(p1)',
  'admin show replica status from m.t',
  'admin show replica distribution from part partition(p1,p2)',
  'show tablet from dup partition(dup)',
  'show tablet from dup where backendid=10001',
  "show tablet from dup where state='NORMAL'",
  'show tablet from dup order by tabletid limit 2',
  'show tablet 10006',
  "show proc '/dbs/10001/10003/partitions/10005/10004/10006'",
  "admin show frontend config like 'disable_%balance%'",
  "admin set frontend config ('tablet_sched_slot_num_per_path'='4')",
  'admin repair table part partition(p1)',
  'admin cancel repair table dup',
  "admin check tablet (10006) properties('type'='consistency')",
  "alter system modify backend '127.0.0.10:12101' set ('labels.location'='rack:r1')",
  'recover table ssd',
  "admin set replica status properties('tablet_id'='10006','backend_id'='10002')",
  "alter table dup set ('default.replication_num'='2')",
  "alter table part modify partition p1 set ('replication_num'='1')",
  "alter table part modify partition (*) set ('replication_num'='2')",
  "alter system add backend '127.0.0.99:9050'",
  "alter system add backend 'x'",
  "alter system drop backend '127.0.0.98:9050'",
  "alter system decommission backend '127.0.0.10:12101','127.0.0.11:12105'",
  "cancel decommission backend '127.0.0.10:12101'",
  'select * from information_schema.cluster_snapshots',
  'select count(*) from information_schema.fe_tablet_schedules',
  'desc information_schema.partitions_meta',
  'select * from dup',
  'drop table one force',
  'drop table ssd',
  'drop database rec force',
];

/** Texts StarRocks itself printed for SHOW CREATE TABLE. */
const printed: readonly string[] = [
  'CREATE TABLE `pk` (\n  `k` int(11) NOT NULL COMMENT "",\n  `v` int(11) NULL COMMENT ""\n) ENGINE=OLAP \nPRIMARY KEY(`k`)\nDISTRIBUTED BY HASH(`k`) BUCKETS 2 \nPROPERTIES (\n"compression" = "LZ4",\n"replication_num" = "3"\n);',
  'CREATE TABLE `part` (\n  `d` date NULL COMMENT "",\n  `k` int(11) NULL COMMENT ""\n) ENGINE=OLAP \nDUPLICATE KEY(`d`, `k`)\nPARTITION BY RANGE(`d`)\n(PARTITION p1 VALUES [("0000-01-01"), ("2024-01-01")),\nPARTITION p2 VALUES [("2024-01-01"), ("2025-01-01")))\nDISTRIBUTED BY HASH(`k`) BUCKETS 2 \nPROPERTIES (\n"replication_num" = "3"\n);',
];

/** Statements of the page on managing replicas. */
const documented: readonly string[] = [
  "SHOW PROC '/statistic';",
  "SHOW PROC '/statistic/5909381';",
  'ADMIN SHOW REPLICA STATUS FROM tbl PARTITION (p1, p2) WHERE STATUS = "OK";',
  'SHOW TABLET FROM tbl1;',
  'ADMIN SHOW REPLICA DISTRIBUTION FROM tbl1;',
  'SHOW TABLET 29502553;',
  "SHOW PROC '/dbs/29502391/29502428/partitions/29502427/29502428/29502553';",
  'ADMIN REPAIR TABLE tbl PARTITION (p1, p2)',
  'ADMIN CANCEL REPAIR TABLE tbl PARTITION (p1, p2)',
  "SHOW PROC '/cluster_balance/pending_tablets';",
];

/** What the mariadb client and mysql2 send on their own account. */
const clients: readonly string[] = [
  'select @@version_comment limit 1',
  'SELECT DATABASE()',
  'select USER()',
  "SET time_zone='+00:00'",
  'SET autocommit=0',
  'SET NAMES utf8mb4',
  'START TRANSACTION',
  'KILL QUERY 5',
  'SHOW WARNINGS',
];

describe('statements of others', () => {
  test.each([...understood, ...printed, ...documented, ...clients])('%s', (sql) => {
    expect(parseStatement(sql, [])).toMatchObject({ ok: true });
  });

  test('the syntax error StarRocks reports at column 5, counted from 0', () => {
    expect(parseStatement('show brokers', [])).toMatchObject({ ok: false, line: 1, column: 6 });
  });
});
