import { describe, expect, test } from 'vitest';
import { startCeph } from './ceph.ts';
import { cephConfig, cephKeyring } from './cephConfig.ts';

describe('a Ceph cluster', () => {
  test('is configured on the loopback only, in its folder and on its ports', () => {
    const text = cephConfig({ folder: '/f', clusterId: 'id', store: 'bluestore', monitorPort: 1234, s3Port: 5678 });
    expect(text).toContain('mon host = [v2:127.0.0.1:1234]\n');
    expect(text).toContain('rgw frontends = beast endpoint=127.0.0.1:5678 ');
    expect(text).toContain('osd objectstore = bluestore\n');
    expect(text.match(/\/[\w/.$]+/g)?.filter((path) => !path.startsWith('/f/'))).toEqual(['/f']);
  });

  test('has a key of its own for each who takes part', () => {
    const keys = [...cephKeyring().matchAll(/^key = (.*)$/gm)].map(([, key = '']) => Buffer.from(key, 'base64'));
    expect(keys.map((key) => [key.length, key.readUInt16LE(0), key.readUInt16LE(10)])).toEqual(
      Array(4).fill([28, 1, 16]),
    );
    expect(new Set(keys.map((key) => key.toString('hex', 12))).size).toBe(4);
    expect(cephKeyring()).not.toBe(cephKeyring());
  });

  test('does not start in a folder whose sockets would have too long a path', async () => {
    await expect(startCeph({ folder: `/tmp/${'x'.repeat(100)}` })).rejects.toThrow(
      /has 105 bytes, expected at most 87/,
    );
  });
});
