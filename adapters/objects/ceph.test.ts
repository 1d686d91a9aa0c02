import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingCephTools, type RunningCeph, startCeph } from '../testing/ceph.ts';
import { startFaultyProxy } from './faultyProxy.ts';
import { createS3Store, type S3Store } from './s3Store.ts';
import { describeStore, faultOf } from './testing/behaviours.ts';
import { describeFaults, type Patience } from './testing/faultBehaviours.ts';

const missing = missingCephTools();
const without = missing.length === 0 ? '' : ` (skipped: ${missing.join(', ')} not installed)`;

describe.skipIf(missing.length > 0)(`Ceph${without}`, () => {
  const closers: (() => unknown)[] = [];
  let ceph: RunningCeph;
  let folder = '';
  let opened = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ceph-'));
    ceph = await startCeph({ folder });
    await (await openStore({ attempts: 1, timeoutMs: 10_000 })).createBucket();
  });

  afterAll(async () => {
    for (const close of closers) await close();
    await ceph.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openStore(patience: Patience, endpoint = ceph.url, prefix = `store-${opened}`): Promise<S3Store> {
    const { region, accessKey, secretKey } = ceph;
    const style = endpoint.includes('localhost') ? 'virtual' : 'path';
    const options = { ...patience, endpoint, region, accessKey, secretKey, bucket: 'bucket', prefix, style } as const;
    const store = await createS3Store(options);
    closers.push(store.close);
    return store;
  }

  function openEmpty(endpoint?: string): Promise<S3Store> {
    opened += 1;
    return openStore({ attempts: 1, timeoutMs: 10_000 }, endpoint);
  }

  describeStore('bucket in the path', () => openEmpty());
  describeStore('bucket in the host name', () => openEmpty(`http://localhost:${ceph.port}`), { manyKeys: 0 });

  describeFaults('faults in a proxy before it', async (patience) => {
    opened += 1;
    const proxy = await startFaultyProxy({ upstream: ceph.url });
    closers.push(proxy.close);
    const store = await openStore(patience, proxy.url);
    const truth = await openStore({ attempts: 1, timeoutMs: 10_000 }, ceph.url);
    return { store, truth, faults: proxy.faults, folder: `store-${opened}/` };
  });

  test('creates its bucket once', async () => {
    const store = await openEmpty();
    await store.createBucket();
    await store.put('a', Buffer.from('x'));
    expect(await store.list('')).toHaveLength(1);
  });

  test('tells wrong keys and a missing bucket as what they are', async () => {
    const { url: endpoint, region, accessKey, secretKey } = ceph;
    const right = {
      endpoint,
      region,
      accessKey,
      secretKey,
      bucket: 'bucket',
      style: 'path',
      timeoutMs: 5000,
      attempts: 1,
    } as const;
    const faultWith = async (wrong: object) => {
      const store = await createS3Store({ ...right, ...wrong });
      closers.push(store.close);
      return faultOf(store.put('a', Buffer.from('x')));
    };
    expect(await faultWith({ accessKey: 'other' })).toBe('denied InvalidAccessKeyId');
    expect(await faultWith({ secretKey: 'other' })).toBe('denied SignatureDoesNotMatch');
    expect(await faultWith({ bucket: 'absent' })).toBe('refused NoSuchBucket');
  });
});
