import { expect, test } from 'vitest';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import { openClient, startServer } from '../../testing/servers.ts';

const topology =
  '{"sharedData":{"volumes":[{"name":"v1","location":"s3://tabletproof/c"}],"frontends":["fe1"],"computeNodes":["cn1"]}}';
const sql = 'ADMIN CREATE CLUSTER SNAPSHOT';
const jobs = 'SELECT state FROM information_schema.cluster_snapshot_jobs';

test.each([
  ['the reference', referenceSnapshotRules, false],
  ['a system that takes it', { ...referenceSnapshotRules, manualRefusal: () => undefined }, true],
])('a snapshot by hand on %s', async (_name, snapshotRules, isTaken) => {
  const server = await startServer('documented-3.4', { snapshotRules });
  const client = await openClient(server);
  expect(await client.refusal(sql)).toMatch(/syntax error/);
  await client.query(`CALL chaos.use_cluster('x', '${topology}')`);
  if (isTaken) await client.query(sql);
  else expect(await client.refusal(sql)).toMatch(/syntax error/);
  expect(await client.column(jobs)).toHaveLength(isTaken ? 1 : 0);
  await server.close();
});
