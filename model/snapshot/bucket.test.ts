import { describe, expect, it } from 'vitest';
import {
  emptyBucket,
  hasFolder,
  keysUnder,
  objectAt,
  stored,
  truncated,
  withCopies,
  withObject,
  withoutObject,
} from './bucket.ts';

const file = stored({ kind: 'ROLE', text: 'leader' }, 'tag', 128);
const keys = ['s3://b/a/image/n1/VERSION', 's3://b/a/image/n1/v2/image.7', 's3://b/a/image/n12/VERSION'];
const bucket = keys.reduce((filled, key) => withObject(filled, key, file), emptyBucket);

describe('the bucket', () => {
  it('lists by prefix, within folders and across them', () => {
    expect(keysUnder(bucket, 's3://b/a/image/n1/')).toEqual(keys.slice(0, 2));
    expect(keysUnder(bucket, 's3://b/a/image/n1')).toEqual(keys);
    expect(keysUnder(bucket, 's3://b/a/image/n1/v2/im')).toEqual(keys.slice(1, 2));
    expect(keysUnder(bucket, 's3://b/a/image/n13')).toEqual([]);
  });

  it('knows a folder by its whole name', () => {
    expect(['n1', 'n12', 'n'].map((name) => hasFolder(bucket, `s3://b/a/image/${name}`))).toEqual([true, true, false]);
  });

  it('forgets an object, and is the same when there is none', () => {
    const rest = withoutObject(bucket, 's3://b/a/image/n1/VERSION');
    expect(keysUnder(rest, '')).toEqual(keys.slice(1));
    expect(withoutObject(rest, 's3://b/a/image/n1/VERSION')).toBe(rest);
    expect(keysUnder(bucket, '')).toEqual(keys);
  });

  it('copies a location with all that lies below it, and nothing beside it', () => {
    const copied = withCopies(bucket, 's3://b/a/image/n1', 's3://c');
    expect(keysUnder(copied, 's3://c')).toEqual(['s3://c/VERSION', 's3://c/v2/image.7']);
    expect(keysUnder(copied, 's3://b')).toEqual(keys);
  });

  it('shows that an object was cut short, once', () => {
    const cut = truncated(file);
    expect([cut.bytes, cut.etag === file.etag, truncated(cut)]).toEqual([64, false, cut]);
    expect(objectAt(bucket, keys[0] ?? '')).toBe(file);
  });
});
