import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createShelf, plainObject } from '../shelf.ts';
import { awkwardKeys } from '../testing/behaviours.ts';
import { openRig, type Rig, refusalOf } from '../testing/sdk.ts';
import { pageOf } from './listing.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
  const shelf = rig.endpoint.bucket('bucket');
  const keys = Array.from({ length: 25 }, (_, nth) => `pg/${String(nth).padStart(3, '0')}`);
  const nested = ['x1', 'x2', 'x3'].flatMap((folder) => [`dl/${folder}/1`, `dl/${folder}/2`]);
  for (const key of [...keys, ...nested, 'dl/z']) shelf?.put(key, plainObject(Buffer.from('x')));
});

afterAll(() => rig.close());

const Bucket = 'bucket';
const list = (more = {}) => rig.client.send(new rig.s3.ListObjectsV2Command({ Bucket, ...more }));
const keysOf = ({ Contents = [] }: { Contents?: readonly { Key?: string | undefined }[] | undefined }) =>
  Contents.map(({ Key }) => Key);

describe('ListObjectsV2', () => {
  test('goes through pages', async () => {
    const pages: (string | undefined)[][] = [];
    for (let more: object | undefined = {}; more && pages.length < 10; ) {
      const page: Awaited<ReturnType<typeof list>> = await list({ Prefix: 'pg/', MaxKeys: 10, ...more });
      pages.push(keysOf(page));
      expect(page.KeyCount).toBe(pages.at(-1)?.length);
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      more = page.NextContinuationToken ? { ContinuationToken: page.NextContinuationToken } : undefined;
    }
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual([...new Set(pages.flat())].sort());
  });

  test('starts after a key, has folders, or nothing', async () => {
    expect(keysOf(await list({ Prefix: 'pg/', StartAfter: 'pg/021' }))).toEqual(['pg/022', 'pg/023', 'pg/024']);
    const folders = await list({ Delimiter: '/', Prefix: 'd' });
    expect([folders.CommonPrefixes, keysOf(folders)]).toEqual([[{ Prefix: 'dl/' }], []]);
    const none = await list({ MaxKeys: 0 });
    expect([none.KeyCount, none.IsTruncated]).toEqual([0, false]);
  });

  test('tells every folder once, over pages of one line', async () => {
    const lines: (string | undefined)[] = [];
    for (let more: object | undefined = {}; more && lines.length < 10; ) {
      const page: Awaited<ReturnType<typeof list>> = await list({ Prefix: 'dl/', Delimiter: '/', MaxKeys: 1, ...more });
      lines.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), ...keysOf(page));
      more = page.NextContinuationToken ? { ContinuationToken: page.NextContinuationToken } : undefined;
    }
    expect(lines).toEqual(['dl/x1/', 'dl/x2/', 'dl/x3/', 'dl/z']);
  });

  test('tells awkward keys, in XML and in the encoding of URLs', async () => {
    for (const key of awkwardKeys) await rig.put(`odd/${key}`, 'x');
    const expected = awkwardKeys.map((key) => `odd/${key}`).toSorted();
    const plain = await list({ Prefix: 'odd/' });
    expect(keysOf(plain).toSorted()).toEqual(expected);
    const encoded = await list({ Prefix: 'odd/', EncodingType: 'url' });
    expect(encoded.EncodingType).toBe('url');
    expect(
      keysOf(encoded)
        .map((key) => decodeURIComponent(key ?? ''))
        .toSorted(),
    ).toEqual(expected);
  });

  test('refuses what it cannot answer', async () => {
    expect(await refusalOf(list({ ContinuationToken: 'nonsense!' }))).toBe('InvalidArgument 400');
    expect(await refusalOf(list({ MaxKeys: -1 }))).toBe('InvalidArgument 400');
    expect(await refusalOf(list({ Bucket: 'absent' }))).toBe('NoSuchBucket 404');
  });
});

describe('ListObjects', () => {
  test('goes on after a marker', async () => {
    const { client, s3 } = rig;
    const first = await client.send(new s3.ListObjectsCommand({ Bucket, Prefix: 'pg/', MaxKeys: 3, Marker: 'pg/002' }));
    expect(keysOf(first)).toEqual(['pg/003', 'pg/004', 'pg/005']);
    expect([first.IsTruncated, first.NextMarker]).toEqual([true, 'pg/005']);
    const folders = await client.send(
      new s3.ListObjectsCommand({ Bucket, Prefix: 'dl/', Delimiter: '/', Marker: 'dl/x2/' }),
    );
    expect([folders.CommonPrefixes, keysOf(folders)]).toEqual([[{ Prefix: 'dl/x3/' }], ['dl/z']]);
  });
});

describe('DeleteObjects', () => {
  test('answers for every key, or for none when quiet', async () => {
    const { client, s3 } = rig;
    const remove = (keys: readonly string[], Quiet: boolean) =>
      client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet } }));
    for (const key of ['b1', 'b2', 'b<3>']) await rig.put(key, 'x');
    const told = await remove(['b1', 'b<3>', 'b-absent'], false);
    expect(told.Deleted?.map(({ Key }) => Key)).toEqual(['b1', 'b<3>', 'b-absent']);
    expect((await remove(['b2'], true)).Deleted ?? []).toEqual([]);
    expect(keysOf(await list({ Prefix: 'b' }))).toEqual([]);
    expect(await refusalOf(remove([], false))).toBe('MalformedXML 400');
    const many = Array.from({ length: 1001 }, (_, nth) => `k${nth}`);
    expect(await refusalOf(remove(many, false))).toBe('MalformedXML 400');
  });
});

describe('pages', () => {
  test('together are what a walk over all keys finds, whatever the size, the prefix and the delimiter', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{1f600}', '\uff21'), minLength: 1, maxLength: 5 });
    const query = fc.record({
      prefix: fc.constantFrom('', 'a', 'a/', '/'),
      delimiter: fc.constantFrom('', '/', 'b'),
      maxKeys: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 12 }), query, (keys, { prefix, delimiter, maxKeys }) => {
        const shelf = createShelf();
        for (const each of keys) shelf.put(each, plainObject(Buffer.from('x')));
        const found: string[] = [];
        for (let after: string | undefined = ''; after !== undefined; ) {
          const page = pageOf(shelf, { prefix, delimiter, after, maxKeys });
          expect(page.lines.length).toBeLessThanOrEqual(maxKeys);
          found.push(...page.lines.map((line) => (line.kind === 'object' ? line.key : line.prefix)));
          after = page.next;
        }
        expect(found).toEqual(walk(keys, prefix, delimiter));
      }),
      { numRuns: 500 },
    );
  });
});

/** All keys, cut after the first delimiter behind the prefix. */
function walk(keys: readonly string[], prefix: string, delimiter: string): readonly string[] {
  const lines = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(lines)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
