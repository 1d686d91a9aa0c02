import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Profile, profileNamed } from '../../../model/profile.ts';
import { referenceRules } from '../../../model/replication/rules.ts';
import type { Command, Outcome, Topology } from '../../../model/scenario.ts';
import type { BucketView, SharedDataView } from '../../../model/views/sharedData.ts';
import type { AsyncAdapter, Observation } from '../../adapter.ts';
import { memoryAdapter } from '../../memory.ts';
import { startObjectEndpoint } from '../../objects/endpoint/endpoint.ts';
import { createMemoryStore } from '../../objects/memoryStore.ts';
import { createS3Store } from '../../objects/s3Store.ts';
import type { ObjectStore } from '../../objects/store.ts';
import { type RunningServer, serve } from '../../server/serve.ts';
import { missingCephTools, startCeph } from '../../testing/ceph.ts';
import { seeded } from '../../testing/scenarios.ts';
import { drawSharedDataCommand, drawSharedDataTopology } from '../../testing/sharedDataScenarios.ts';
import { connect } from '../adapter.ts';

/** Two ways to the same bucket: the server's and the kit's. */
interface Stores {
  readonly own: ObjectStore;
  readonly kit: ObjectStore;
  close(): Promise<void>;
}

const bucket = 'target-bucket';
const missing = missingCephTools();

const places = {
  'the endpoint of the kit': async () => {
    const keys = { accessKey: 'test-access-key', secretKey: 'test-secret-key' };
    const endpoint = await startObjectEndpoint({ ...keys, buckets: [bucket] });
    return overS3({ endpoint: endpoint.url, ...keys }, () => endpoint.close());
  },
  'a store in memory': async (): Promise<Stores> => {
    const store = createMemoryStore();
    return { own: store, kit: store, close: async () => undefined };
  },
  'a RADOS gateway': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tp-rgw-'));
    const ceph = await startCeph({ folder });
    const { url: endpoint, accessKey, secretKey } = ceph;
    return overS3({ endpoint, accessKey, secretKey }, async () => {
      await ceph.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  },
} as const;

async function overS3(
  place: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string },
  end: () => Promise<void>,
): Promise<Stores> {
  const patience = { timeoutMs: 10_000, attempts: 3 };
  const options = { ...place, region: 'us-east-1', bucket, style: 'path', ...patience } as const;
  const [own, kit] = [await createS3Store(options), await createS3Store(options)];
  await own.createBucket();
  const close = async () => {
    own.close();
    kit.close();
    await end();
  };
  return { own, kit, close };
}

const cases = [
  { name: 'documented-3.4', place: 'the endpoint of the kit', seeds: [1], length: 60 },
  { name: 'starrocks-main', place: 'a store in memory', seeds: [3, 4], length: 60 },
  { name: 'documented-3.4', place: 'a RADOS gateway', seeds: [5], length: 30 },
] as const;

describe.each(cases)('$name over MySQL and $place', ({ name, place, seeds, length }) => {
  const isMissing = place === 'a RADOS gateway' && missing.length > 0;
  describe.skipIf(isMissing)(isMissing ? `(not installed: ${missing.join(', ')})` : 'is the model', () => {
    const profile = known(name);
    let stores: Stores;
    let server: RunningServer;
    let adapter: AsyncAdapter;

    beforeAll(async () => {
      stores = await places[place]();
      const objects = { store: stores.own, bucket };
      server = await serve({ host: '127.0.0.1', port: 0, profile, rules: referenceRules, objects });
      const options = { profile, allowDestructive: true, bucket: { store: stores.kit, name: bucket } };
      adapter = await connect(`mysql://root@127.0.0.1:${server.port}/`, options);
    }, 60_000);
    afterAll(async () => {
      await adapter.close();
      await server.close();
      await stores.close();
    });

    test.each(seeds)('in a run of any commands (seed %i)', async (seed) => {
      const draw = seeded(seed * 7919);
      const seen = await compare(adapter, profile, drawSharedDataTopology(draw), (view, nth) => {
        if (nth === length) return undefined;
        const choices = Array.from({ length: draw(6) }, () => draw(7));
        return { command: opening[nth] ?? drawSharedDataCommand(draw, view, nth), choices };
      });
      expect([...seen].filter((outcome) => outcome.endsWith(':done')).length).toBeGreaterThan(5);
      expect([...seen].filter((outcome) => outcome.endsWith(':refused')).length).toBeGreaterThan(2);
    });

    test('in restores of every kind', async () => {
      const topology = drawSharedDataTopology(() => 0);
      const seen = await compare(adapter, profile, topology, (_view, nth) => {
        const command = [...opening, ...restores][nth];
        return command === undefined ? undefined : { command, choices: [] };
      });
      expect(seen).toContain('restore:done');
      expect(seen).toContain('restore:refused');
    });

    test('and leaves nothing in the bucket', async () => {
      expect(await stores.own.list('')).toEqual([]);
    });
  });
});

/** Something to restore, early on. */
const opening: readonly Command[] = [
  { do: 'createObject', object: { kind: 'database', name: 'd1' } },
  { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1' } },
  { do: 'createObject', object: { kind: 'user', name: 'u1' } },
  { do: 'createObject', object: { kind: 'grant', user: 'u1', table: 't1' } },
  { do: 'writeTable', load: 'first', table: 't1' },
  { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '60' },
  { do: 'enableSnapshots' },
  { do: 'advance', seconds: 75 },
];

const moved = [{ name: 'v1', location: 's3://bucket/moved/' }];

const restores: readonly Command[] = [
  { do: 'writeTable', load: 'second', table: 't1' },
  { do: 'restore', source: { from: 'snapshot' } },
  { do: 'advance', seconds: 75 },
  {
    do: 'restore',
    source: { from: 'meta', trailingSlashes: 2 },
    frontends: [{ host: 'fe7' }, { host: 'fe8', type: 'observer' }],
  },
  { do: 'restore', source: { from: 'meta', job: 1 }, computeNodes: [] },
  { do: 'restore', source: { from: 'snapshot' }, flaw: 'leaderListed' },
  { do: 'restore', source: { from: 'snapshot' }, flaw: 'badPort' },
  { do: 'restore', source: { from: 'snapshot' }, killedAfter: 4 },
  { do: 'restartFrontend' },
  { do: 'restore', source: { from: 'snapshot' } },
  { do: 'copyVolume', volume: 'v1', location: 's3://bucket/moved' },
  { do: 'restore', source: { from: 'snapshot' }, volumes: moved },
  { do: 'writeTable', load: 'third', table: 't1' },
  { do: 'restore', source: { from: 'meta', volume: 'v1' }, volumes: moved },
  { do: 'advance', seconds: 200 },
  { do: 'damageSnapshot', job: 3, part: 'starmgrImage', how: 'truncate' },
  { do: 'restore', source: { from: 'snapshot', job: 3 } },
  { do: 'restore', source: { from: 'snapshot', job: 99 } },
];

interface Next {
  readonly command: Command;
  readonly choices: readonly number[];
}

/** Lets the same happen in memory and over the wire, and compares after each command; answers the outcomes that there were. */
async function compare(
  adapter: AsyncAdapter,
  profile: Profile,
  topology: Topology,
  next: (view: SharedDataView, nth: number) => Next | undefined,
): Promise<ReadonlySet<string>> {
  const memory = memoryAdapter(profile).open(topology);
  const wire = await adapter.open(topology);
  const etags = newEtags();
  const seen = new Set<string>();
  let isBroken = false;
  expectSame(judged(await wire.observe()), judged(memory.observe()), 'at the start');
  for (let nth = 0; ; nth += 1) {
    const { command, choices } = next(sharedIn(memory.observe()), nth) ?? {};
    if (command === undefined || choices === undefined) break;
    const where = `${nth} ${JSON.stringify(command)}`;
    const expected = memory.apply(command, choices);
    const outcome = await wire.apply(command, choices);
    const after = { memory: memory.observe(), wire: await wire.observe() };
    if (command.do === 'heal') isBroken = false;
    if (command.do === 'breakStore' && outcome.kind === 'done') isBroken = command.on;
    expectSame(worded(outcome), worded(expected), `${where}: ${JSON.stringify([outcome, expected])}`);
    expectSame(judged(after.wire, isBroken), judged(after.memory, isBroken), where);
    // An FE that comes up empty, as only releases do, has another StarMgr image under the number of the one before.
    if (profile.name === 'documented-3.4')
      etags.check(sharedIn(after.wire).bucket, sharedIn(after.memory).bucket, where);
    seen.add(`${command.do}:${outcome.kind}`);
  }
  await wire.close();
  return seen;
}

function sharedIn({ sharedData }: Observation): SharedDataView {
  if (sharedData === undefined) throw new RangeError('no shared data was seen');
  return sharedData;
}

/** All but what only another FE would tell, what nobody sees while the FE is down, and rows behind a store that is broken. */
function judged(observation: Observation, isBroken = false): unknown {
  const { touched: _, sharedData: __, ...rest } = observation;
  const {
    followerSnapshots: _s,
    followerJobs: _j,
    bucket: found,
    isUp,
    restoreState,
    catalog,
    ...whileUp
  } = sharedIn(observation);
  const tables = catalog.tables.map(({ loads, ...table }) => (isBroken ? table : { ...table, loads }));
  const seen = isUp ? { ...whileUp, catalog: { ...catalog, tables } } : {};
  return { ...rest, isUp, restoreState, bucket: printed(found), ...seen };
}

/** Sizes and ETags are those of real bytes on the wire. */
function printed({ folders, strays, data }: BucketView): unknown {
  const files = folders.map((folder) => ({ ...folder, files: folder.files.map(({ path }) => path) }));
  return { folders: files, strays, data: [...data.keys()].sort() };
}

/** An ETag on the wire stands for one in memory, and the other way round. */
function newEtags() {
  const pairs = new Map<string, string>();
  const inversePairs = new Map<string, string>();
  const pair = (wire: string, memory: string, where: string): void => {
    expect(pairs.get(wire) ?? memory, where).toBe(memory);
    expect(inversePairs.get(memory) ?? wire, where).toBe(wire);
    pairs.set(wire, memory);
    inversePairs.set(memory, wire);
  };
  return {
    check: (wire: BucketView, memory: BucketView, where: string): void => {
      for (const [key, etag] of wire.data) pair(etag, memory.data.get(key) ?? '', where);
      wire.folders.forEach((folder, at) => {
        folder.files.forEach(({ etag }, nth) => {
          pair(etag, memory.folders[at]?.files[nth]?.etag ?? '', where);
        });
      });
    },
  };
}

function worded(outcome: Outcome): unknown {
  return outcome.kind === 'refused' ? { kind: 'refused' } : outcome;
}

function expectSame(found: unknown, expected: unknown, where: string): void {
  if (!isDeepStrictEqual(found, expected)) expect(found, where).toEqual(expected);
}

function known(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return profile;
}
