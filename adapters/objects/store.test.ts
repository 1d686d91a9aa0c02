import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectEndpoint, startObjectEndpoint } from './endpoint/endpoint.ts';
import { createMemoryStore } from './memoryStore.ts';
import type { S3StoreOptions } from './s3Options.ts';
import { createS3Store, type S3Store } from './s3Store.ts';
import { createShelf, plainObject } from './shelf.ts';
import type { ObjectStore } from './store.ts';
import { describeStore, faultOf } from './testing/behaviours.ts';

const keys = { accessKey: 'access', secretKey: 'se/cr+et' };
const stores: S3Store[] = [];
const folders = new Map<ObjectStore, string>();
let endpoint: ObjectEndpoint;
let opened = 0;

beforeAll(async () => {
  endpoint = await startObjectEndpoint({ ...keys, buckets: ['bucket'] });
});

afterAll(async () => {
  for (const store of stores) store.close();
  await endpoint.close();
});

async function openS3(more: Partial<S3StoreOptions> = {}): Promise<S3Store> {
  opened += 1;
  const store = await createS3Store({
    ...keys,
    endpoint: endpoint.url,
    region: 'us-east-1',
    bucket: 'bucket',
    prefix: `store-${opened}`,
    style: 'path',
    timeoutMs: 5000,
    attempts: 1,
    ...more,
  });
  stores.push(store);
  folders.set(store, `store-${opened}`);
  return store;
}

describeStore('in memory', async () => createMemoryStore());
describeStore('over the endpoint, bucket in the path', () => openS3(), {
  fill: async (store, many) => {
    const shelf = endpoint.bucket('bucket');
    for (const key of many) shelf?.put(`${folders.get(store)}/${key}`, plainObject(Buffer.from(key)));
  },
});
describeStore(
  'over the endpoint, bucket in the host name',
  () => openS3({ style: 'virtual', endpoint: `http://localhost:${endpoint.port}` }),
  { manyKeys: 0 },
);

describe('a store in memory', () => {
  test('lies on the shelf that it is given', async () => {
    const shelf = createShelf();
    await createMemoryStore(shelf).put('a', Buffer.from('x'));
    expect(shelf.keys()).toEqual(['a']);
  });
});

describe('a store behind S3', () => {
  test('puts everything into its folder, however its name is written', async () => {
    for (const [prefix, folder] of [
      ['one/two', 'one/two/'],
      ['/one//two/', 'one/two/'],
      ['', ''],
    ]) {
      const store = await openS3({ bucket: 'folders', prefix: prefix ?? '' });
      await store.createBucket();
      await store.put('a', Buffer.from('x'));
      expect(endpoint.bucket('folders')?.keys()).toContain(`${folder}a`);
      expect(await store.list('')).toContainEqual({ key: 'a', sizeBytes: 1, etag: '9dd4e461268c8034f5c8564e155c67a6' });
      await store.delete(['a']);
      expect(endpoint.bucket('folders')?.keys()).toEqual([]);
    }
  });

  test('tells no mark of its own folder, but all others', async () => {
    const store = await openS3({ prefix: 'marked' });
    const root = await openS3({ prefix: '' });
    await root.put('marked/', new Uint8Array());
    await store.put('sub/', new Uint8Array());
    expect((await store.list('')).map(({ key }) => key)).toEqual(['sub/']);
  });

  test('creates its bucket once', async () => {
    const store = await openS3({ bucket: 'new-one' });
    expect(await faultOf(store.put('a', Buffer.from('x')))).toBe('refused NoSuchBucket');
    expect(await faultOf(store.get('a'))).toBe('refused NoSuchBucket');
    await store.createBucket();
    await store.createBucket();
    await store.put('a', Buffer.from('x'));
    expect(await store.list('')).toHaveLength(1);
  });

  test.each([
    ['accessKey', { accessKey: 'other' }, 'denied InvalidAccessKeyId'],
    ['secretKey', { secretKey: 'topsecret' }, 'denied SignatureDoesNotMatch'],
    ['endpoint', { endpoint: 'http://127.0.0.1:1' }, 'unreachable'],
  ])('a wrong %s is told as what it is, without a secret', async (_name, wrong, fault) => {
    const store = await openS3(wrong);
    const calls = [
      () => store.put('a', Buffer.from('x')),
      () => store.get('a'),
      () => store.list(''),
      () => store.delete(['a']),
      () => store.copy('a', 'b'),
    ];
    for (const call of calls) expect(await faultOf(call())).toBe(fault);
    await expect(store.get('a')).rejects.toThrow(
      /^the bucket bucket at http:\/\/127\.0\.0\.1:\d+ did not read store-\d+\/a: /,
    );
    await expect(store.get('a')).rejects.not.toThrow(/topsecret|se\/cr\+et/);
  });

  test.each([
    [{ endpoint: 'nonsense' }, /endpoint is no address/],
    [{ endpoint: 'ftp://host' }, /endpoint speaks ftp:/],
    [{ endpoint: 'http://key:topsecret@host' }, /^endpoint has keys in it; (?!.*topsecret)/],
    [{ endpoint: 'http://host/path' }, /endpoint has more than a host/],
    [{ style: 'virtual' as const }, /no name that a bucket could stand before/],
    [{ bucket: '' }, /bucket is ""/],
    [{ region: '' }, /region is empty/],
    [{ accessKey: '' }, /accessKey is empty/],
    [{ secretKey: '' }, /secretKey is empty/],
    [{ timeoutMs: 0 }, /timeoutMs is 0/],
    [{ attempts: 1.5 }, /attempts is 1.5/],
  ])('does not start with %o', async (wrong, message) => {
    await expect(openS3(wrong)).rejects.toThrow(RangeError);
    await expect(openS3(wrong)).rejects.toThrow(message);
  });
});
