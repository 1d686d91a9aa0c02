import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyByte } from '../testing/behaviours.ts';
import { openRig, type Rig, refusalOf } from '../testing/sdk.ts';
import { rangeOf } from './objectReads.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig.close());

const Bucket = 'bucket';
const head = (Key: string) => rig.client.send(new rig.s3.HeadObjectCommand({ Bucket, Key }));
const get = (Key: string, more = {}) => rig.client.send(new rig.s3.GetObjectCommand({ Bucket, Key, ...more }));
const copy = (Key: string, CopySource: string, more = {}) =>
  rig.client.send(new rig.s3.CopyObjectCommand({ Bucket, Key, CopySource, ...more }));

describe('buckets', () => {
  test('are created once, listed, and deleted when empty', async () => {
    const { client, s3 } = rig;
    const named = { Bucket: 'made-here' };
    await client.send(
      new s3.CreateBucketCommand({ ...named, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    expect(await refusalOf(client.send(new s3.CreateBucketCommand(named)))).toBe('BucketAlreadyOwnedByYou 409');
    const { Buckets } = await client.send(new s3.ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['bucket', 'made-here']);
    await client.send(new s3.HeadBucketCommand(named));
    await client.send(new s3.PutObjectCommand({ ...named, Key: 'a', Body: 'x' }));
    expect(await refusalOf(client.send(new s3.DeleteBucketCommand(named)))).toBe('BucketNotEmpty 409');
    await client.send(new s3.DeleteObjectCommand({ ...named, Key: 'a' }));
    await client.send(new s3.DeleteBucketCommand(named));
    expect(await refusalOf(client.send(new s3.HeadBucketCommand(named)))).toBe('NotFound 404');
    expect(await refusalOf(client.send(new s3.GetObjectCommand({ ...named, Key: 'a' })))).toBe('NoSuchBucket 404');
  });

  test('have names of 3 to 63 lower-case letters, digits, hyphens and dots', async () => {
    for (const name of ['Upper', 'ab', '-ab', 'a..b', 'x'.repeat(64)]) {
      const call = rig.client.send(new rig.s3.CreateBucketCommand({ Bucket: name }));
      expect(await refusalOf(call)).toBe('InvalidBucketName 400');
    }
  });
});

describe('objects', () => {
  test('keep bytes, type, metadata and the MD5 as ETag', async () => {
    const { ETag } = await rig.put('a', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { for: 'bar' },
    });
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const { ContentLength, ContentType, CacheControl, Metadata, LastModified } = await head('a');
    expect({ ContentLength, ContentType, CacheControl, Metadata }).toEqual({
      ContentLength: 5,
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { for: 'bar' },
    });
    expect(Math.abs((LastModified?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
    expect(await rig.read('a')).toBe('hello');
    await rig.put('empty', '');
    expect(await rig.read('empty')).toBe('');
    expect(await refusalOf(get('absent'))).toBe('NoSuchKey 404');
    expect(await refusalOf(head('absent'))).toBe('NotFound 404');
  });

  test('come as a stream in chunks with a checksum behind, or with their length', async () => {
    const parts = () => Readable.from([Buffer.from('stream-'), Buffer.from('body')]);
    for (const requestChecksumCalculation of ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const) {
      const client = rig.connect({ requestChecksumCalculation });
      const input = { Bucket, Key: 'streamed', Body: parts(), ContentLength: 11, ContentEncoding: 'identity' };
      await client.send(new rig.s3.PutObjectCommand(input));
      expect(await rig.read('streamed')).toBe('stream-body');
      expect((await head('streamed')).ContentEncoding).toMatch(/^identity$/);
    }
  });

  test('are deleted, also when they are not there', async () => {
    await rig.put('gone', 'x');
    for (const _again of [1, 2]) {
      const { $metadata } = await rig.client.send(new rig.s3.DeleteObjectCommand({ Bucket, Key: 'gone' }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await refusalOf(get('gone'))).toBe('NoSuchKey 404');
  });

  test('are refused when they are too much: metadata of 2 KiB, keys of 1,024 bytes', async () => {
    expect(await refusalOf(rig.put('m', 'x', { Metadata: { a: 'x'.repeat(2048) } }))).toBe('MetadataTooLarge 400');
    expect(await refusalOf(rig.put('k'.repeat(1025), 'x'))).toBe('KeyTooLongError 400');
  });

  test('are not kept in a way that was not asked for', async () => {
    expect(await refusalOf(rig.put('m', 'x', { ServerSideEncryption: 'AES256' }))).toBe('NotImplemented 501');
    const call = rig.client.send(new rig.s3.GetObjectAclCommand({ Bucket, Key: 'a' }));
    expect(await refusalOf(call)).toBe('NotImplemented 501');
    expect(await refusalOf(get('m'))).toBe('NoSuchKey 404');
  });
});

describe('ranges', () => {
  test('are answered with a part', async () => {
    await rig.put('r', 'hello');
    const { ContentRange, ContentLength, $metadata } = await get('r', { Range: 'bytes=1-3' });
    expect([ContentRange, ContentLength, $metadata.httpStatusCode]).toEqual(['bytes 1-3/5', 3, 206]);
    expect(await rig.read('r', { Range: 'bytes=3-99' })).toBe('lo');
    expect(await rig.read('r', { Range: 'bytes=-2' })).toBe('lo');
    expect(await refusalOf(get('r', { Range: 'bytes=5-' }))).toBe('InvalidRange 416');
  });

  test.each([
    ['bytes=0-0', 5, { first: 0, last: 0 }],
    ['bytes=2-', 5, { first: 2, last: 4 }],
    ['bytes=-9', 5, { first: 0, last: 4 }],
    ['bytes=3-1', 5, undefined],
    ['bytes=-', 5, undefined],
    ['bytes=0-1,3-4', 5, undefined],
    ['lines=1-2', 5, undefined],
    [undefined, 5, undefined],
  ])('%s of %i bytes', (header, size, range) => {
    expect(rangeOf(header, size)).toEqual(range);
  });

  test.each([
    ['bytes=-0', 5],
    ['bytes=0-', 0],
    ['bytes=7-9', 7],
  ])('%s of %i bytes has none', (header, size) => {
    expect(() => rangeOf(header, size)).toThrow(expect.objectContaining({ code: 'InvalidRange' }));
  });
});

describe('conditions', () => {
  test('of a write: nothing there, or just this', async () => {
    expect(await refusalOf(rig.put('c', 'v0', { IfMatch: '"0"' }))).toBe('NoSuchKey 404');
    const { ETag } = await rig.put('c', 'v1', { IfNoneMatch: '*' });
    expect(await refusalOf(rig.put('c', 'v2', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    expect(await refusalOf(rig.put('c', 'v2', { IfMatch: '"00000000000000000000000000000000"' }))).toBe(
      'PreconditionFailed 412',
    );
    expect(await rig.read('c')).toBe('v1');
    await rig.put('c', 'v3', ETag ? { IfMatch: ETag } : {});
    expect(await rig.read('c')).toBe('v3');
  });

  test('let exactly one of many writers win', async () => {
    const writers = Array.from({ length: 8 }, (_, nth) => rig.put('race', `writer ${nth}`, { IfNoneMatch: '*' }));
    const results = await Promise.all(
      writers.map((writer) =>
        writer.then(
          () => 'won',
          () => 'lost',
        ),
      ),
    );
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
    expect(await rig.read('race')).toBe(`writer ${results.indexOf('won')}`);
  });

  test('of a read: by ETag first, then by time', async () => {
    const { ETag } = await rig.put('c', 'v', {});
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    expect(await refusalOf(get('c', { IfNoneMatch: ETag }))).toMatch(/ 304$/);
    expect(await refusalOf(get('c', { IfModifiedSince: future }))).toMatch(/ 304$/);
    expect(await refusalOf(get('c', { IfMatch: '"0"' }))).toBe('PreconditionFailed 412');
    expect(await refusalOf(get('c', { IfUnmodifiedSince: past }))).toBe('PreconditionFailed 412');
    expect(await rig.read('c', { IfMatch: `"0", ${ETag}`, IfUnmodifiedSince: past })).toBe('v');
    expect(await rig.read('c', { IfNoneMatch: '"0"', IfModifiedSince: future })).toBe('v');
  });
});

describe('copies', () => {
  test('take metadata along, or replace it', async () => {
    await rig.put('from ü', 'hello', { Metadata: { a: '1' }, ContentType: 'text/plain' });
    const { CopyObjectResult } = await copy('to', encodeURI(`${Bucket}/from ü`));
    expect(CopyObjectResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect([await rig.read('to'), (await head('to')).Metadata]).toEqual(['hello', { a: '1' }]);
    await copy('to', `${Bucket}/to`, { MetadataDirective: 'REPLACE', Metadata: { b: '2' } });
    expect((await head('to')).Metadata).toEqual({ b: '2' });
  });

  test('are refused without a source, to themselves, and against their conditions', async () => {
    await rig.put('from', 'x');
    expect(await refusalOf(copy('to2', `${Bucket}/absent`))).toBe('NoSuchKey 404');
    expect(await refusalOf(copy('to2', 'absent-bucket/from'))).toBe('NoSuchBucket 404');
    expect(await refusalOf(copy('to2', 'nonsense'))).toBe('InvalidArgument 400');
    expect(await refusalOf(copy('from', `${Bucket}/from`))).toBe('InvalidRequest 400');
    expect(await refusalOf(copy('to2', `${Bucket}/from`, { CopySourceIfMatch: '"0"' }))).toBe('PreconditionFailed 412');
    expect(await refusalOf(copy('from', `${Bucket}/to`, { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    expect(await refusalOf(get('to2'))).toBe('NoSuchKey 404');
  });
});

describe('checksums', () => {
  test.each([
    ['CRC32', 'ChecksumCRC32', 'NhCmhg=='],
    ['CRC32C', 'ChecksumCRC32C', 'mnG7TA=='],
    ['SHA1', 'ChecksumSHA1', 'qvTGHdzF6KLavt4PO0gs2a6pQ00='],
    ['SHA256', 'ChecksumSHA256', 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
  ] as const)('%s is verified, kept and told to those who ask', async (_name, field, right) => {
    await rig.put('sum', 'hello', { [field]: right });
    expect((await get('sum', { ChecksumMode: 'ENABLED' }))[field]).toBe(right);
    const quiet = rig.connect({ responseChecksumValidation: 'WHEN_REQUIRED' });
    expect((await quiet.send(new rig.s3.GetObjectCommand({ Bucket, Key: 'sum' })))[field]).toBeUndefined();
    expect(await refusalOf(rig.put('sum', 'hellO', { [field]: right }))).toBe('BadDigest 400');
    expect(await rig.read('sum')).toBe('hello');
  });

  test('MD5 is verified', async () => {
    expect(await refusalOf(rig.put('md5', 'abc', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }))).toBe('BadDigest 400');
    expect(await refusalOf(rig.put('md5', 'abc', { ContentMD5: 'AAAA' }))).toBe('InvalidDigest 400');
    await rig.put('md5', 'abc', { ContentMD5: 'kAFQmDzST7DWlj99KOF/cg==' });
  });

  test('a body that is not the one that was signed is not stored', async () => {
    const client = rig.connect();
    client.middlewareStack.add(
      (next) => (args) => {
        const { request } = args;
        if (typeof request === 'object' && request !== null && 'body' in request) request.body = 'changed!';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'change' },
    );
    const call = client.send(new rig.s3.PutObjectCommand({ Bucket, Key: 'sha', Body: 'original' }));
    expect(await refusalOf(call)).toBe('XAmzContentSHA256Mismatch 400');
    expect(await refusalOf(get('sha'))).toBe('NoSuchKey 404');
  });
});

describe('tags', () => {
  test('are set with an object and by themselves', async () => {
    const { client, s3 } = rig;
    const tagsOf = async (Key: string) => (await client.send(new s3.GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
    await rig.put('t', 'x', { Tagging: 'a=1&b=%26' });
    expect(await tagsOf('t')).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '&' },
    ]);
    await client.send(
      new s3.PutObjectTaggingCommand({ Bucket, Key: 't', Tagging: { TagSet: [{ Key: 'c', Value: '<' }] } }),
    );
    expect(await tagsOf('t')).toEqual([{ Key: 'c', Value: '<' }]);
    expect((await get('t')).TagCount).toBe(1);
    await client.send(new s3.DeleteObjectTaggingCommand({ Bucket, Key: 't' }));
    expect(await tagsOf('t')).toEqual([]);
    const twice = { TagSet: [1, 2].map((nth) => ({ Key: 'a', Value: String(nth) })) };
    const call = client.send(new s3.PutObjectTaggingCommand({ Bucket, Key: 't', Tagging: twice }));
    expect(await refusalOf(call)).toBe('InvalidTag 400');
  });
});

describe('versions', () => {
  test('are kept once the bucket keeps them', async () => {
    const { client, s3 } = rig;
    const at = { Bucket: 'versioned', Key: 'k' };
    await client.send(new s3.CreateBucketCommand({ Bucket: at.Bucket }));
    await client.send(
      new s3.PutBucketVersioningCommand({ Bucket: at.Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    expect((await client.send(new s3.GetBucketVersioningCommand({ Bucket: at.Bucket }))).Status).toBe('Enabled');
    const first = await client.send(new s3.PutObjectCommand({ ...at, Body: '1' }));
    await client.send(new s3.PutObjectCommand({ ...at, Body: '2' }));
    const old = first.VersionId ? { VersionId: first.VersionId } : {};
    const { Body } = await client.send(new s3.GetObjectCommand({ ...at, ...old }));
    expect(await Body?.transformToString()).toBe('1');
    const mark = await client.send(new s3.DeleteObjectCommand(at));
    expect(mark.DeleteMarker).toBe(true);
    expect(await refusalOf(client.send(new s3.GetObjectCommand(at)))).toBe('NoSuchKey 404');
    const marked = mark.VersionId ? { VersionId: mark.VersionId } : {};
    expect(await refusalOf(client.send(new s3.GetObjectCommand({ ...at, ...marked })))).toBe('MethodNotAllowed 405');
    expect(await refusalOf(client.send(new s3.GetObjectCommand({ ...at, VersionId: 'x' })))).toBe('NoSuchVersion 404');
    const { Versions, DeleteMarkers } = await client.send(new s3.ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect(Versions?.map(({ IsLatest, Size }) => [IsLatest, Size])).toEqual([
      [false, 1],
      [false, 1],
    ]);
    expect(DeleteMarkers?.map(({ IsLatest }) => IsLatest)).toEqual([true]);
    await client.send(new s3.DeleteObjectCommand({ ...at, ...marked }));
    const newest = await client.send(new s3.GetObjectCommand(at));
    expect(await newest.Body?.transformToString()).toBe('2');
  });
});

describe('a write', () => {
  test('is seen at once by reads and listings, of many clients', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, nth) => {
        const Key = `parallel/${nth}`;
        const body = everyByte(1000 + nth);
        await rig.put(Key, body);
        const { Contents } = await rig.client.send(new rig.s3.ListObjectsV2Command({ Bucket, Prefix: Key }));
        expect(Contents?.find((object) => object.Key === Key)?.Size).toBe(1000 + nth);
      }),
    );
  });
});
