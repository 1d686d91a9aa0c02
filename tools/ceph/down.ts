import { resolve } from 'node:path';
import { daemonsIn, stopDaemons } from '../../adapters/testing/cephDaemons.ts';

/** Ends the Ceph daemons that `up.ts` started in a folder. The folder stays. */
async function main(): Promise<void> {
  const [given, ...more] = process.argv.slice(2);
  if (given === undefined || more.length > 0) throw new RangeError('usage: tsx tools/ceph/down.ts FOLDER');
  const folder = resolve(given);
  const daemons = daemonsIn(folder);
  await stopDaemons(folder, daemons, 10_000);
  console.log(`ended ${daemons.length} daemons of ${folder}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
