import { describe, expect, test } from 'vitest';
import { startObjectEndpoint } from '../adapters/objects/endpoint/endpoint.ts';
import { createS3Store } from '../adapters/objects/s3Store.ts';
import { ConfigurationError } from './errors.ts';
import { s3OptionsFor, targetBucketOptions } from './objectAccess.ts';
import { openServedBucket } from './servedBucket.ts';

const env = { TABLETPROOF_S3_ACCESS_KEY: 'access-4711', TABLETPROOF_S3_SECRET_KEY: 'hush-4711' };
const options = { s3Bucket: 'a-bucket', s3Region: 'us-east-1', s3Style: 'path' } as const;

async function problemOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new RangeError('nothing went wrong');
}

describe('the bucket that is served', () => {
  test('is none when nobody asks for one', async () => {
    expect(await openServedBucket(options, {})).toBeUndefined();
  });

  test('in memory can be read by S3', async () => {
    const served = await openServedBucket({ ...options, s3Port: 0 }, env);
    await served?.home.store.put('k', Buffer.from('v'));
    const store = await createS3Store(s3OptionsFor({ endpoint: served?.endpoint ?? '', bucket: 'a-bucket' }, env));
    expect((await store.list('')).map(({ key }) => key)).toEqual(['k']);
    store.close();
    await served?.close();
  });

  test('at an endpoint is made when it is not there', async () => {
    const endpoint = await startObjectEndpoint({ accessKey: 'access-4711', secretKey: 'hush-4711' });
    for (let nth = 0; nth < 2; nth += 1) {
      const served = await openServedBucket({ ...options, s3Endpoint: endpoint.url }, env);
      expect(await served?.home.store.list('')).toEqual([]);
      await served?.close();
    }
    expect(endpoint.bucket('a-bucket')).toBeDefined();
    await endpoint.close();
  });

  test('is refused in one sentence without any key', async () => {
    const endpoint = await startObjectEndpoint({ accessKey: 'other', secretKey: 'other' });
    const problems = [
      await problemOf(() => openServedBucket({ ...options, s3Port: 0, s3Endpoint: endpoint.url }, env)),
      await problemOf(() => openServedBucket({ ...options, s3Port: 0 }, {})),
      await problemOf(() => openServedBucket({ ...options, s3Endpoint: endpoint.url }, env)),
      await problemOf(() => openServedBucket({ ...options, s3Endpoint: 'nonsense' }, env)),
    ];
    expect(problems).toEqual([
      expect.stringMatching(/exclude each other/),
      expect.stringMatching(/^set TABLETPROOF_S3_ACCESS_KEY and TABLETPROOF_S3_SECRET_KEY/),
      expect.stringMatching(/^the bucket cannot be used: /),
      expect.stringMatching(/^the bucket cannot be used: endpoint is no address/),
    ]);
    expect(problems.join()).not.toMatch(/4711/);
    await endpoint.close();
  });
});

describe('the bucket of a target', () => {
  test('is where the environment says', async () => {
    expect(targetBucketOptions({})).toBeUndefined();
    expect(targetBucketOptions({ ...env, TABLETPROOF_S3_ENDPOINT: 'http://h:1' })).toMatchObject({
      endpoint: 'http://h:1',
      bucket: 'tabletproof',
      region: 'us-east-1',
    });
    expect(await problemOf(() => targetBucketOptions({ TABLETPROOF_S3_ENDPOINT: 'http://h:1' }))).toMatch(/^set /);
  });
});
