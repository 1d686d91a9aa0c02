import {
  executeFixture,
  memoryAdapter,
  mutantNamed,
  profileNamed,
  properties,
  readFixture,
  runCampaign,
} from 'tabletproof';
import { serve } from 'tabletproof/server';
import { connect } from 'tabletproof/starrocks';

/**
 * Uses the installed package the way a test of somebody else's would, types included: replays the fixture that is named on
 * the command line, runs a campaign on a planted fault, and judges a server over the wire. Ends with 0 only if all of it is
 * as it must be.
 */
const profile = profileNamed('documented-3.4');
const mutant = mutantNamed('slot-kept-on-timeout');
const path = process.argv[2];
if (profile === undefined || mutant === undefined || path === undefined) throw new Error('usage: consumer FIXTURE');

const faulty = memoryAdapter(profile, mutant, `memory:${mutant.name}`);
const good = await executeFixture(path);
const bad = await executeFixture(path, faulty);
const campaign = { profile, suites: ['replication'], properties, seed: 1, length: 100, shrinkExecutions: 100 } as const;
const inMemory = await runCampaign({ ...campaign, adapter: faulty, runs: 20, timeLimitMs: undefined });

const { host, port, close } = await serve({ host: '127.0.0.1', port: 0, profile, rules: mutant.rules });
const adapter = await connect(`mysql://root@${host}:${port}/`, { profile, allowDestructive: true });
const overWire = await executeFixture(path, adapter);
await adapter.close();
await close();

const verdicts = [good.verdict, bad.verdict, inMemory.verdict, overWire.verdict].join(' ');
process.stdout.write(`${readFixture(path).id}: ${verdicts}\n`);
process.exitCode = verdicts === 'pass fail violates fail' ? 0 : 1;
