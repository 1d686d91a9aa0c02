import { IncomingMessage, request } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRig, presign, type Rig, refusalOf, rigKeys } from '../testing/sdk.ts';
import { readRequest } from './body.ts';
import { queryOf } from './request.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
  await rig.put('a', 'hello');
});

afterAll(() => rig.close());

const Bucket = 'bucket';
const urlOf = (key: string) => `${rig.endpoint.url}/${Bucket}/${key}`;
const list = (more: Parameters<Rig['connect']>[0]) =>
  rig.connect(more).send(new rig.s3.ListObjectsV2Command({ Bucket }));

/** Sends what no client of S3 would send. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: rig.endpoint.port, host: '127.0.0.1', path, headers, method }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('requests', () => {
  test('with other keys or another clock are refused, and store nothing', async () => {
    const credentials = (accessKeyId: string, secretAccessKey: string) => ({
      credentials: { accessKeyId, secretAccessKey },
    });
    expect(await refusalOf(list(credentials('other', rigKeys.secretKey)))).toBe('InvalidAccessKeyId 403');
    expect(await refusalOf(list(credentials(rigKeys.accessKey, 'other')))).toBe('SignatureDoesNotMatch 403');
    expect(await refusalOf(list({ systemClockOffset: -7_200_000 }))).toBe('RequestTimeTooSkewed 403');
    const evil = rig.connect(credentials(rigKeys.accessKey, 'other'));
    const call = evil.send(new rig.s3.PutObjectCommand({ Bucket, Key: 'evil', Body: 'x' }));
    expect(await refusalOf(call)).toBe('SignatureDoesNotMatch 403');
    expect(rig.endpoint.bucket(Bucket)?.current('evil')).toBeUndefined();
    const region = await list({ region: 'eu-central-1' });
    expect(region.KeyCount).toBeGreaterThan(0);
  });

  test('without a signature are refused', async () => {
    const { status, text } = await raw(`/${Bucket}/a`);
    expect(status).toBe(403);
    expect(text).toMatch(
      /^<\?xml [^>]*>\n<Error><Code>AccessDenied<\/Code><Message>[^<]+<\/Message><Resource>\/bucket\/a</,
    );
    expect(text).not.toContain(rigKeys.secretKey);
  });

  test('with a signed URL are served until it expires', async () => {
    const get = { method: 'GET', url: urlOf('a'), expiresS: 60 };
    const answer = await fetch(presign(get));
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
    const put = await fetch(presign({ ...get, method: 'PUT', url: urlOf('by%20url') }), {
      method: 'PUT',
      body: 'sent',
    });
    expect([put.status, await rig.read('by url')]).toEqual([200, 'sent']);
    const expired = await fetch(presign({ ...get, signedMs: Date.now() - 3_600_000 }));
    const changed = await fetch(presign(get).replace(/Signature=..../, 'Signature=0000'));
    const moved = await fetch(presign(get).replace('/a?', '/b?'));
    expect([expired.status, changed.status, moved.status]).toEqual([403, 403, 403]);
  });

  test.each([
    ['a path that is not encoded', '/bucket/%ff', 'InvalidURI'],
    ['a query that is not encoded', '/bucket/a?x=%zz', 'InvalidURI'],
    ['a target that is no path', 'http://host/bucket', 'InvalidURI'],
  ])('with %s are refused', async (_what, path, code) => {
    expect((await raw(path)).text).toContain(`<Code>${code}</Code>`);
  });

  test('whose chunks are not as long together as they say are refused', async () => {
    const promise = { kind: 'chunks', chain: undefined } as const;
    const read = (length: string) => {
      const message = new IncomingMessage(new Socket());
      message.push('3\r\nabc\r\n0\r\n\r\n');
      message.push(null);
      const header = (name: string) => (name === 'x-amz-decoded-content-length' ? length : undefined);
      const head = { method: 'PUT', path: '/', query: [], header, headerNames: [], bucket: undefined, key: undefined };
      return readRequest(message, head, promise);
    };
    expect((await read('3')).body.toString()).toBe('abc');
    await expect(read('4')).rejects.toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
  });

  test('on the account are refused unless they list buckets', async () => {
    const { status, text } = await raw(
      new URL(presign({ method: 'PUT', url: `${rig.endpoint.url}/`, expiresS: 60 })).search.replace(/^/, '/'),
      {},
      'PUT',
    );
    expect([status, text]).toEqual([405, expect.stringContaining('MethodNotAllowed')]);
  });
});

describe('queries', () => {
  test('are decoded like forms', () => {
    expect(queryOf('a=1&b=x+y%2B%20z&c&d=e=f&')).toEqual([
      ['a', '1'],
      ['b', 'x y+ z'],
      ['c', ''],
      ['d', 'e=f'],
    ]);
  });
});

describe('an endpoint', () => {
  test('does not start on a port that is taken, nor with a bucket that has no name', async () => {
    const { startObjectEndpoint } = await import('./endpoint.ts');
    await expect(startObjectEndpoint({ ...rigKeys, port: rig.endpoint.port })).rejects.toThrow(/EADDRINUSE/);
    await expect(startObjectEndpoint({ ...rigKeys, buckets: ['No'] })).rejects.toThrow(/lower-case/);
  });

  test('that closes ends what waits', async () => {
    const other = await openRig();
    other.endpoint.faults.add({ operation: 'get', nth: 1, fault: { kind: 'delay', delayMs: 60_000 } });
    await other.put('a', 'x');
    const reading = other.read('a').then(
      () => 'read',
      () => 'ended',
    );
    while (other.endpoint.faults.injected().length === 0) await new Promise((next) => setTimeout(next, 5));
    await other.close();
    expect(await reading).toBe('ended');
  });
});
