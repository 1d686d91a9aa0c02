import { parseArgs } from 'node:util';
import { startCeph } from '../../adapters/testing/ceph.ts';

const usage = 'usage: tsx tools/ceph/up.ts FOLDER [--store memstore|bluestore] [--s3-port N] [--monitor-port N]';

/** Starts a Ceph RADOS gateway in a folder and prints how to reach it, one variable a line. It runs until `down.ts FOLDER`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      store: { type: 'string', default: 'memstore' },
      's3-port': { type: 'string', default: '0' },
      'monitor-port': { type: 'string', default: '0' },
    },
  });
  const [folder, ...more] = positionals;
  const { store } = values;
  if (folder === undefined || more.length > 0) throw new RangeError(usage);
  if (store !== 'memstore' && store !== 'bluestore') throw new RangeError(usage);
  const ports = { s3Port: portOf(values['s3-port']), monitorPort: portOf(values['monitor-port']) };
  const ceph = await startCeph({ folder, store, ...ports, detached: true });
  console.log(`S3_ENDPOINT=${ceph.url}`);
  console.log(`S3_REGION=${ceph.region}`);
  console.log(`S3_ACCESS_KEY=${ceph.accessKey}`);
  console.log(`S3_SECRET_KEY=${ceph.secretKey}`);
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new RangeError(`${JSON.stringify(text)} is no port, expected 0 to 65535; ${usage}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
