import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { GivenChecksum } from '../shelf.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';

type Algorithm = GivenChecksum['algorithm'];

const algorithms: readonly Algorithm[] = ['crc32', 'crc32c', 'sha1', 'sha256'];

/**
 * The checksum that came with a body, in a header before or after it, verified.
 * @throws S3Error `BadDigest` when it is not the one of the body, `NotImplemented` for CRC-64
 */
export function givenChecksum(request: S3Request): GivenChecksum | undefined {
  const givenAs = (name: string) =>
    request.header(`x-amz-checksum-${name}`) ?? request.trailers.get(`x-amz-checksum-${name}`);
  if (givenAs('crc64nvme') !== undefined) throw notImplemented('The checksum CRC64NVME');
  const given = algorithms.flatMap((algorithm) => {
    const value = givenAs(algorithm);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1) throw new S3Error('InvalidRequest', 'A request must have one checksum, not several.');
  const [checksum] = given;
  if (checksum) verify(checksum, request.body);
  return checksum;
}

/** The header that tells a checksum. */
export function checksumHeader({ algorithm, value }: GivenChecksum): Readonly<Record<string, string>> {
  return { [`x-amz-checksum-${algorithm}`]: value };
}

function verify({ algorithm, value }: GivenChecksum, bytes: Uint8Array): void {
  const found = checksumOf(algorithm, bytes);
  if (found === value) return;
  throw new S3Error('BadDigest', `The ${algorithm} of the body is ${found}, not the given ${value}.`);
}

function checksumOf(algorithm: Algorithm, bytes: Uint8Array): string {
  switch (algorithm) {
    case 'crc32':
      return base64OfWord(crc32(bytes));
    case 'crc32c':
      return base64OfWord(crc32c(bytes));
    case 'sha1':
    case 'sha256':
      return createHash(algorithm).update(bytes).digest('base64');
  }
}

function base64OfWord(word: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(word >>> 0);
  return bytes.toString('base64');
}

/** The polynomial of Castagnoli, bits reversed. */
const CASTAGNOLI = 0x82f63b78;

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit += 1) word = word & 1 ? (word >>> 1) ^ CASTAGNOLI : word >>> 1;
  return word;
});

function crc32c(bytes: Uint8Array): number {
  let word = 0xffffffff;
  for (const byte of bytes) word = (word >>> 8) ^ (remainders[(word ^ byte) & 0xff] ?? 0);
  return word ^ 0xffffffff;
}
