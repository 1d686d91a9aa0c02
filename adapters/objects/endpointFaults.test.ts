import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectEndpoint, startObjectEndpoint } from './endpoint/endpoint.ts';
import { createObjectFaults, type FaultRule } from './faults.ts';
import { type FaultyProxy, startFaultyProxy } from './faultyProxy.ts';
import { closeServer, listen } from './loopback.ts';
import { createMemoryStore } from './memoryStore.ts';
import { createS3Store, type S3Store } from './s3Store.ts';
import { everyByte, faultOf } from './testing/behaviours.ts';
import { describeFaults, type FaultyStore, type Patience } from './testing/faultBehaviours.ts';

const keys = { accessKey: 'access', secretKey: 'secret' };
const patient = { attempts: 1, timeoutMs: 5000 };
const closers: (() => unknown)[] = [];
let plain: ObjectEndpoint;
let buckets = 0;

beforeAll(async () => {
  plain = await startObjectEndpoint(keys);
});

afterAll(async () => {
  for (const close of closers) await close();
  await plain.close();
});

async function openStore(endpoint: string, bucket: string, patience: Patience): Promise<S3Store> {
  const store = await createS3Store({ ...keys, ...patience, endpoint, bucket, region: 'us-east-1', style: 'path' });
  closers.push(store.close);
  return store;
}

/** An endpoint of its own, so that no other test's requests are counted. */
async function openOverEndpoint(patience: Patience): Promise<FaultyStore> {
  const faults = createObjectFaults();
  const endpoint = await startObjectEndpoint({ ...keys, buckets: ['bucket'], faults });
  const store = await openStore(endpoint.url, 'bucket', patience);
  closers.push(endpoint.close);
  return { store, truth: createMemoryStore(endpoint.bucket('bucket')), faults, folder: '' };
}

async function openOverProxy(patience: Patience): Promise<FaultyStore & { readonly proxy: FaultyProxy }> {
  buckets += 1;
  const bucket = `bucket-${buckets}`;
  const proxy = await startFaultyProxy({ upstream: plain.url });
  closers.push(proxy.close);
  const store = await openStore(proxy.url, bucket, patience);
  await store.createBucket();
  return { store, truth: createMemoryStore(plain.bucket(bucket)), faults: proxy.faults, folder: '', proxy };
}

/** A store behind a server that always says the same. */
async function openFake(status: number, type: string, body: string): Promise<S3Store> {
  const server = createServer((_message, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  const port = await listen(server, 0);
  closers.push(() => closeServer(server, new AbortController()));
  return openStore(`http://127.0.0.1:${port}`, 'bucket', patient);
}

describeFaults('faults in the endpoint', openOverEndpoint);
describeFaults('faults in a proxy before it', openOverProxy);

describe('faults in the endpoint, exactly', () => {
  test('a batch loses only the keys with the prefix, and a store asks for those again', async () => {
    const { store, truth, faults } = await openOverEndpoint({ attempts: 2, timeoutMs: 5000 });
    for (const key of ['a/1', 'a/2', 'b/1']) await store.put(key, Buffer.from('x'));
    const rule: FaultRule = {
      operation: 'delete',
      keyPrefix: 'a/',
      nth: 1,
      fault: { kind: 'keyErrors', code: 'AccessDenied' },
    };
    faults.add(rule);
    await expect(store.delete(['a/1', 'a/2', 'b/1'])).rejects.toThrow(
      /did not delete a\/1 and 1 more: it answered AccessDenied/,
    );
    expect((await truth.list('')).map(({ key }) => key)).toEqual(['a/1', 'a/2']);
    faults.add({ ...rule, fault: { kind: 'keyErrors', code: 'InternalError' } });
    await store.delete(['a/1', 'a/2']);
    expect(await truth.list('')).toEqual([]);
    expect(faults.injected().map((fault) => fault.keys)).toEqual([
      ['a/1', 'a/2', 'b/1'],
      ['a/1', 'a/2'],
    ]);
  });

  test('a listing is stale to the write, also when nobody listed before', async () => {
    const { store, faults } = await openOverEndpoint(patient);
    for (const key of ['a', 'b', 'c']) await store.put(key, Buffer.from('x'));
    await store.delete(['a']);
    const stale = async (writesAgo: number) => {
      faults.add({ operation: 'list', nth: 1, fault: { kind: 'staleList', writesAgo } });
      return (await store.list('')).map(({ key }) => key).join('');
    };
    expect([await stale(1), await stale(2), await stale(3), await stale(99)]).toEqual(['abc', 'ab', 'a', '']);
  });
});

describe('a proxy', () => {
  test('without faults changes nothing, bodies of several megabytes included', async () => {
    const { store, truth, faults } = await openOverProxy(patient);
    await store.put('big', everyByte(3 << 20));
    const [kept, read] = [await truth.get('big'), await store.get('big')];
    expect(Buffer.compare(kept ?? Buffer.alloc(0), everyByte(3 << 20))).toBe(0);
    expect(Buffer.compare(read ?? Buffer.alloc(0), everyByte(3 << 20))).toBe(0);
    expect(faults.injected()).toEqual([]);
  });

  test('does not repeat a listing that was not asked for', async () => {
    const { store, faults } = await openOverProxy(patient);
    await store.put('a', Buffer.from('x'));
    faults.add({ operation: 'list', nth: 1, fault: { kind: 'staleList', writesAgo: 1 } });
    expect(await store.list('')).toHaveLength(1);
    expect(faults.injected()).toEqual([]);
  });

  test('lets the refusal of a signature through', async () => {
    const { proxy } = await openOverProxy(patient);
    const store = await createS3Store({
      ...keys,
      ...patient,
      secretKey: 'other',
      endpoint: proxy.url,
      bucket: 'bucket-1',
      region: 'us-east-1',
      style: 'path',
    });
    expect(await faultOf(store.put('a', Buffer.from('x')))).toBe('denied SignatureDoesNotMatch');
    store.close();
  });

  test('before a store that is gone looks like a store that is gone', async () => {
    const proxy = await startFaultyProxy({ upstream: 'http://127.0.0.1:1' });
    closers.push(proxy.close);
    const store = await openStore(proxy.url, 'bucket', patient);
    expect(await faultOf(store.get('a'))).toBe('unreachable');
    expect(await faultOf(store.delete(['a']))).toBe('unreachable');
    await expect(startFaultyProxy({ upstream: 'nowhere' })).rejects.toThrow(/upstream is no address/);
  });
});

describe('what is no S3 store', () => {
  test.each([
    ['a page', 404, 'text/html', '<html><body>Not here</body></html>', 'nonsense HTTP 404'],
    ['an empty answer', 200, 'text/plain', '', 'nonsense'],
    ['a page instead of a listing', 200, 'text/html', '<html><p>Hello</html>', 'nonsense'],
    ['a gateway without its store', 502, 'text/html', '<html>Bad gateway</html>', 'refused HTTP 502'],
    ['a login page', 403, 'text/html', '<html>Log in</html>', 'denied HTTP 403'],
  ])('%s is told as what it is', async (_name, status, type, body, fault) => {
    const store = await openFake(status, type, body);
    expect(await faultOf(store.list(''))).toBe(fault);
    expect(await faultOf(store.delete(['a']))).toBe(fault);
    expect(await faultOf(store.put('a', Buffer.from('x')))).toBe(fault);
  });

  const listing = (...lines: string[]) => `<ListBucketResult>${lines.join('')}</ListBucketResult>`;
  const object = (key: string, more = '<Size>1</Size><ETag>"e"</ETag>') =>
    `<Contents><Key>${key}</Key>${more}</Contents>`;
  const whole = '<IsTruncated>false</IsTruncated>';
  const token = '<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>';

  test.each([
    ['an object outside of what was asked for', listing(whole, object('b/1')), /"b\/1", which does not start/],
    ['an object without a size', listing(whole, object('a/1', '<ETag>"e"</ETag>')), /without a key, a size or an ETag/],
    ['an object without an ETag', listing(whole, object('a/1', '<Size>1</Size>')), /without a key, a size or an ETag/],
    ['an object of a negative size', listing(whole, object('a/1', '<Size>-1</Size><ETag>"e"</ETag>')), /a size/],
    ['a key that is not encoded', listing(whole, '<EncodingType>url</EncodingType>', object('a/%zz')), /without a key/],
    ['a page that goes on nowhere', listing('<IsTruncated>true</IsTruncated>'), /goes on, but not where/],
    ['pages in a circle', listing(token, object('a/1')), /goes on, but not where/],
    ['no word on whether it goes on', listing(object('a/1')), /without telling whether it goes on/],
  ])('a listing with %s is not believed', async (_name, body, message) => {
    const store = await openFake(200, 'application/xml', body);
    expect(await faultOf(store.list('a/'))).toBe('nonsense');
    await expect(store.list('a/')).rejects.toThrow(message);
  });

  test('a listing may encode spaces as a plus', async () => {
    const store = await openFake(
      200,
      'application/xml',
      listing(whole, '<EncodingType>url</EncodingType>', object('a/x+y%2Bz')),
    );
    expect(await store.list('a/')).toEqual([{ key: 'a/x y+z', sizeBytes: 1, etag: 'e' }]);
  });

  test('something that does not speak HTTP is told as such', async () => {
    const { createServer: createSocketServer } = await import('node:net');
    const server = createSocketServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const store = await openStore(`http://127.0.0.1:${port}`, 'bucket', patient);
    expect(await faultOf(store.get('a'))).toBe('nonsense');
    server.close();
  });
});
