import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Topology } from '../../../model/scenario.ts';
import { isSnapshotCommand } from '../../../model/snapshot/commands.ts';
import { type AsyncSession, TargetError } from '../../adapter.ts';
import { createMemoryStore } from '../../objects/memoryStore.ts';
import { type ObjectStore, ObjectStoreError } from '../../objects/store.ts';
import type { RunningServer } from '../../server/serve.ts';
import { startServer } from '../../testing/servers.ts';
import { faultyTarget, type Interception } from '../../testing/targets.ts';
import { connectTo, rows } from '../../testing/wrongSessions.ts';

const name = 'b-1';
const topology: Topology = {
  backends: [],
  sharedData: {
    volumes: [{ name: 'v1', location: 's3://any/c' }],
    frontends: ['fe1'],
    computeNodes: ['cn1'],
  },
};
const store = createMemoryStore();
let real: RunningServer;

beforeAll(async () => {
  real = await startServer('documented-3.4', { objects: { store, bucket: name } });
});
afterAll(() => real.close());

/** A session on a target that does one kind of statement wrong after the start, with a way to the bucket of its own. */
async function sessionOn(
  statement: RegExp,
  wrong: Interception,
  kit: ObjectStore = store,
): Promise<{ readonly session: AsyncSession; readonly target: RunningServer }> {
  let isOpen = false;
  const target = await faultyTarget(real, (sql) => (isOpen && statement.test(sql) ? wrong : 'pass'));
  const adapter = await connectTo(target, { bucket: { store: kit, name }, timeoutMs: 2_000 });
  const session = await adapter.open(topology);
  isOpen = true;
  return { session, target };
}

async function faultOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof TargetError) return `${error.fault}: ${error.message}`;
    throw error;
  }
  throw new RangeError('nothing went wrong');
}

describe('a target without a bucket that the kit can reach', () => {
  test('cannot do what is about shared data', async () => {
    const adapter = await connectTo(real);
    expect([...adapter.capabilities].filter((kind) => isSnapshotCommand({ do: kind }))).toEqual([]);
    expect(await faultOf(() => adapter.open(topology))).toMatch(/^unable: .*bucket; tell where it is/);
    await adapter.close();
  });

  test('can with one', async () => {
    const adapter = await connectTo(real, { bucket: { store, name } });
    expect(adapter.capabilities).toContain('restore');
    await adapter.close();
  });
});

describe('answers that make no sense', () => {
  test.each<[RegExp, Interception, RegExp]>([
    [/cluster_snapshot_jobs/, rows(['SNAPSHOT_NAME'], [['x']]), /^nonsense: .*JOB_ID.*missing/],
    [/restore_state/, rows(['State'], [['perhaps']]), /^nonsense: .*"restoring" or "finished"/],
    [/FRONTEND CONFIG/, rows(['Value'], []), /^nonsense: .*whole number of seconds, got no row/],
    [/SHOW FRONTENDS/, rows(['IP', 'Role'], [['fe1', 'KING']]), /^nonsense: .*Role is "king"/],
    [/SHOW USERS/, rows(['Name'], []), /^nonsense: .*column User is missing/],
    [/chaos\.clock/, rows(['ClockMs'], [['soon']]), /^nonsense: .*milliseconds/],
    [/SHOW DATABASES/, { kind: 'error', errno: 1064, sqlState: 'HY000', message: 'no' }, /^unable: .*refused/],
    [/SHOW DATABASES/, 'hang', /^timeout: /],
    [/SHOW DATABASES/, { kind: 'disconnect' }, /^disconnected: /],
  ])('%s', async (statement, wrong, message) => {
    const { session, target } = await sessionOn(statement, wrong);
    expect(await faultOf(() => session.observe())).toMatch(message);
    await target.close();
  });
});

describe('a bucket', () => {
  test('that never comes to rest cannot be judged', async () => {
    let isMoving = false;
    let count = 0;
    const list: ObjectStore['list'] = async (prefix) => {
      count += 1;
      return isMoving ? [{ key: `${prefix}x`, sizeBytes: 1, etag: String(count) }] : store.list(prefix);
    };
    const { session, target } = await sessionOn(/nothing/, 'pass', { ...store, list });
    isMoving = true;
    expect(await faultOf(() => session.observe())).toMatch(/^unable: the bucket changed during each of 5 looks/);
    await target.close();
  });

  test('that fails is a target that cannot be judged', async () => {
    let isBroken = false;
    const list: ObjectStore['list'] = async (prefix) => {
      if (isBroken) throw new ObjectStoreError('denied', 'the bucket refuses the keys; correct them');
      return store.list(prefix);
    };
    const { session, target } = await sessionOn(/nothing/, 'pass', { ...store, list });
    isBroken = true;
    expect(await faultOf(() => session.observe())).toBe('unable: the bucket refuses the keys; correct them');
    await target.close();
  });

  test('is read once for each content, and what did not change is the same object', async () => {
    let reads = 0;
    const get: ObjectStore['get'] = (key) => {
      reads += 1;
      return store.get(key);
    };
    const { session, target } = await sessionOn(/nothing/, 'pass', { ...store, get });
    await session.apply({ do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '60' }, []);
    await session.apply({ do: 'enableSnapshots' }, []);
    await session.apply({ do: 'advance', seconds: 75 }, []);
    const before = (await session.observe()).sharedData;
    expect(before?.bucket.folders).toMatchObject([{ volume: 'v1', isIntact: true }]);
    expect(reads).toBe(5);
    const after = (await session.observe()).sharedData;
    expect(reads).toBe(5);
    expect(after?.bucket).toBe(before?.bucket);
    expect(after?.catalog).toBe(before?.catalog);
    expect(after?.jobs).toBe(before?.jobs);
    await session.close();
    await target.close();
  });

  test('shows files that nobody expects, and images that are damaged behind the back of the target', async () => {
    const { session, target } = await sessionOn(/nothing/, 'pass');
    await session.apply({ do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '60' }, []);
    await session.apply({ do: 'enableSnapshots' }, []);
    await session.apply({ do: 'advance', seconds: 75 }, []);
    const keys = (await store.list('')).map(({ key }) => key);
    const image = keys.find((key) => key.includes('/v2/image.')) ?? '';
    await store.put(image, Buffer.from('other bytes'));
    await store.put(image.replace(/\/any\/c\/.*/, '/any/c/stray'), Buffer.from('x'));
    const seen = (await session.observe()).sharedData;
    expect(seen?.bucket).toMatchObject({ folders: [{ isIntact: false }], strays: ['s3://any/c/stray'] });
    await store.delete([image.replace(/\/any\/c\/.*/, '/any/c/stray')]);
    await session.close();
    await target.close();
  });
});

describe('a connection that breaks', () => {
  test('leaves open what the command did, and the session goes on', async () => {
    let cuts = 1;
    const target = await faultyTarget(real, (sql) => {
      if (!/CREATE DATABASE/.test(sql) || cuts === 0) return 'pass';
      cuts -= 1;
      return { kind: 'disconnect' };
    });
    const adapter = await connectTo(target, { bucket: { store, name } });
    const session = await adapter.open(topology);
    const command = { do: 'createObject', object: { kind: 'database', name: 'd1' } } as const;
    expect(await session.apply(command, [])).toMatchObject({ kind: 'indefinite' });
    expect(await session.apply(command, [])).toEqual({ kind: 'done' });
    expect((await session.observe()).sharedData?.catalog.databases).toEqual(['d1']);
    await session.close();
    await target.close();
  });
});
