import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { profileNamed } from '../../../model/profile.ts';
import type { Command } from '../../../model/scenario.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { createMemoryStore } from '../../objects/memoryStore.ts';
import type { ObjectStore } from '../../objects/store.ts';
import { createMirror, withLosses } from './mirror.ts';
import { keyIn } from './places.ts';

const topology = {
  backends: [],
  sharedData: { volumes: [{ name: 'v1', location: 's3://b/c/' }], frontends: ['fe1'], computeNodes: ['cn1'] },
};
const commands: readonly Command[] = [
  { do: 'createObject', object: { kind: 'database', name: 'd1' } },
  { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1' } },
  { do: 'writeTable', load: 'l1', table: 't1' },
  { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '60' },
  { do: 'enableSnapshots' },
  { do: 'advance', seconds: 75 },
];

function start(): SharedDataState {
  const profile = profileNamed('documented-3.4');
  if (profile === undefined) throw new RangeError('no profile');
  return initialSharedDataState(profile, topology);
}

const step = (state: SharedDataState, command: Command, choice = 0): SharedDataState =>
  sharedDataStep(referenceSnapshotRules, state, command, (count) => choice % count).state;

const keysOf = ({ bucket }: SharedDataState): string[] =>
  [...bucket.values()].flatMap((objects) => [...objects.keys()].map((key) => keyIn('b', key) ?? key)).sort();

let store: ObjectStore;
let log: string[];

beforeEach(() => {
  const memory = createMemoryStore();
  log = [];
  store = {
    ...memory,
    put: (key, bytes) => {
      log.push(`put ${key}`);
      return memory.put(key, bytes);
    },
    delete: (keys) => {
      log.push(...keys.map((key) => `delete ${key}`));
      return memory.delete(keys);
    },
  };
});

async function settled(choice = 0) {
  const mirror = createMirror({ store, bucket: 'b' }, referenceSnapshotRules);
  let state = start();
  for (const command of commands) {
    state = step(state, command, choice);
    await mirror.settle(state);
  }
  return { mirror, state };
}

describe('a mirror', () => {
  test.each([0, 1, 2, 3, 4])(
    'follows the model, with a right checksum in whatever order files are put (%i)',
    async (choice) => {
      const { state } = await settled(choice);
      expect((await store.list('')).map(({ key }) => key)).toEqual(keysOf(state));
      const image = keysOf(state).find((key) => key.includes('/v2/image.')) ?? '';
      const [bytes, sum] = [await store.get(image), await store.get(image.replace('image.', 'checksum.'))];
      expect(Buffer.from(sum ?? []).toString()).toBe(String(crc32(bytes ?? Buffer.from(''))));
      expect(Buffer.from(bytes ?? []).toString()).toContain(`"journalId":${image.split('.').at(-1)},`);
    },
  );

  test('puts the new snapshot before it deletes the old one, and touches nothing else', async () => {
    const { mirror, state } = await settled();
    log.splice(0);
    await mirror.settle(step(state, { do: 'advance', seconds: 75 }));
    const first = log.findIndex((entry) => entry.startsWith('delete'));
    expect(log.slice(0, first).every((entry) => /^put .*\/meta\/image\//.test(entry))).toBe(true);
    expect(log.slice(first).every((entry) => /^delete .*\/meta\/image\//.test(entry))).toBe(true);
    expect(log).toHaveLength(10);
    log.splice(0);
    await mirror.settle(step(state, { do: 'advance', seconds: 75 }));
    await mirror.settle(state);
    expect(log.length).toBeGreaterThan(0);
  });

  test('reads back what is missing and what is damaged, and the model learns it', async () => {
    const { mirror, state } = await settled();
    expect(await mirror.readBack(state)).toEqual({ missing: [], damaged: [] });
    const [role = '', data = ''] = [
      keysOf(state).find((key) => key.endsWith('/ROLE')),
      keysOf(state).find((key) => key.endsWith('.meta')),
    ];
    await store.delete([role]);
    await store.put(data, Buffer.from('x'));
    const losses = await mirror.readBack(state);
    expect(losses).toEqual({ missing: [`s3://b/${role}`], damaged: [`s3://b/${data}`] });
    const bucket = withLosses(state.bucket, losses);
    expect(keysOf({ ...state, bucket })).not.toContain(role);
    expect(
      [...bucket.values()].flatMap((objects) => [...objects.values()]).filter(({ isTruncated }) => isTruncated),
    ).toHaveLength(1);
  });

  test('of a server that starts leaves what is right as it is, also a checksum without its image', async () => {
    const { state } = await settled();
    const damaged = step(state, { do: 'damageSnapshot', job: 1, part: 'feImage', how: 'remove' });
    const later = step(damaged, { do: 'writeTable', load: 'l2', table: 't1' });
    const before = createMirror({ store, bucket: 'b' }, referenceSnapshotRules);
    await before.reconcile(later);
    log.splice(0);
    const again = createMirror({ store, bucket: 'b' }, referenceSnapshotRules);
    await again.reconcile(step(later, { do: 'checkpoint' }));
    expect(log).toEqual([]);
    await again.purge(later);
    expect(await store.list('')).toEqual([]);
  });
});

test('places outside of the bucket have no key', () => {
  expect(keyIn('b', 's3://b/x//y')).toBe('x/y');
  expect([keyIn('b', 's3://bb/x'), keyIn('b', 'hdfs://b/x')]).toEqual([undefined, undefined]);
});
