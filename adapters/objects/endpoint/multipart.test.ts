import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRig, type Rig, refusalOf } from '../testing/sdk.ts';
import { MIN_PART_BYTES } from './multipart.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
});

afterAll(() => rig.close());

const big = Buffer.alloc(MIN_PART_BYTES, 'A');

async function start(Key: string) {
  const { client, s3 } = rig;
  const at = { Bucket: 'bucket', Key };
  const { UploadId = '' } = await client.send(new s3.CreateMultipartUploadCommand({ ...at, Metadata: { a: '1' } }));
  const named = { ...at, UploadId };
  return {
    named,
    part: async (PartNumber: number, Body: string | Buffer) => {
      const { ETag = '' } = await client.send(new s3.UploadPartCommand({ ...named, PartNumber, Body }));
      return { PartNumber, ETag };
    },
    complete: (Parts: { PartNumber: number; ETag: string }[], more = {}) =>
      client.send(new s3.CompleteMultipartUploadCommand({ ...named, ...more, MultipartUpload: { Parts } })),
    abort: () => client.send(new s3.AbortMultipartUploadCommand(named)),
    parts: (more = {}) => client.send(new s3.ListPartsCommand({ ...named, ...more })),
  };
}

const md5 = (...contents: (string | Buffer)[]) => {
  const hash = createHash('md5');
  for (const content of contents) hash.update(content);
  return hash.digest();
};

describe('multipart uploads', () => {
  test('appear as one object when they are complete', async () => {
    const { client, s3 } = rig;
    const upload = await start('whole');
    const second = await upload.part(2, 'tail');
    await upload.part(1, 'replaced');
    const first = await upload.part(1, big);
    const { Parts } = await upload.parts();
    expect(Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, MIN_PART_BYTES],
      [2, 4],
    ]);
    const page = await upload.parts({ MaxParts: 1 });
    expect([page.Parts?.length, page.IsTruncated, page.NextPartNumberMarker]).toEqual([1, true, '1']);
    const { Uploads } = await client.send(new s3.ListMultipartUploadsCommand({ Bucket: 'bucket' }));
    expect(Uploads?.map(({ Key }) => Key)).toEqual(['whole']);
    expect(await refusalOf(client.send(new s3.GetObjectCommand({ Bucket: 'bucket', Key: 'whole' })))).toBe(
      'NoSuchKey 404',
    );
    const { ETag } = await upload.complete([first, second]);
    expect(ETag).toBe(`"${md5(md5(big), md5('tail')).toString('hex')}-2"`);
    const { ContentLength, Metadata } = await client.send(new s3.HeadObjectCommand({ Bucket: 'bucket', Key: 'whole' }));
    expect([ContentLength, Metadata]).toEqual([MIN_PART_BYTES + 4, { a: '1' }]);
    expect(await rig.read('whole', { Range: 'bytes=-6' })).toBe('AAtail');
    expect(await refusalOf(upload.abort())).toBe('NoSuchUpload 404');
  });

  test('are gone when they are aborted', async () => {
    const upload = await start('aborted');
    await upload.part(1, 'x');
    await upload.abort();
    expect(await refusalOf(upload.part(2, 'y'))).toBe('NoSuchUpload 404');
    expect(await refusalOf(upload.parts())).toBe('NoSuchUpload 404');
  });

  test('are refused with other parts than those that came', async () => {
    const upload = await start('parts');
    const [first, second] = [await upload.part(1, 'x'), await upload.part(2, 'y')];
    expect(await refusalOf(upload.complete([{ ...first, ETag: '"00000000000000000000000000000000"' }]))).toBe(
      'InvalidPart 400',
    );
    expect(await refusalOf(upload.complete([first, { ...second, PartNumber: 3 }]))).toBe('InvalidPart 400');
    expect(await refusalOf(upload.complete([second, first]))).toBe('InvalidPartOrder 400');
    expect(await refusalOf(upload.complete([first, second]))).toBe('EntityTooSmall 400');
    expect(await refusalOf(upload.complete([]))).toBe('MalformedXML 400');
    expect(await refusalOf(upload.part(0, 'x'))).toBe('InvalidArgument 400');
    expect(await refusalOf(upload.part(10_001, 'x'))).toBe('InvalidArgument 400');
    await upload.complete([second]);
    expect(await rig.read('parts')).toBe('y');
  });

  test('complete under the conditions of a write', async () => {
    await rig.put('there', 'kept');
    const upload = await start('there');
    const only = await upload.part(1, 'new');
    expect(await refusalOf(upload.complete([only], { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    expect(await rig.read('there')).toBe('kept');
    await upload.complete([only]);
    expect(await rig.read('there')).toBe('new');
  });

  test('complete once more when the answer was lost, without a second write', async () => {
    const upload = await start('lost');
    const only = await upload.part(1, 'once');
    rig.endpoint.faults.add({ operation: 'put', keyPrefix: 'lost', nth: 1, fault: { kind: 'cutAfter' } });
    await expect(upload.complete([only])).rejects.toThrow();
    await rig.put('lost', 'later');
    expect((await upload.complete([only])).ETag).toMatch(/-1"$/);
    expect(await rig.read('lost')).toBe('later');
    expect(rig.endpoint.faults.injected()).toHaveLength(1);
  });
});
