import { crc32 } from 'node:zlib';
import type { Content, Rows, StoredObject } from '../../../model/snapshot/state.ts';

/** The checksum of the FE image with that ETag; undefined when nobody knows that image. */
export type ChecksumOf = (etag: string) => number | undefined;

/**
 * The bytes of an object of the model: the same for the same content, and only for it. An image is one JSON document with
 * the journal ids in it; a truncated object has the first half of its bytes.
 */
export function bytesOf({ content, etag, isTruncated }: StoredObject, checksumOf: ChecksumOf): Uint8Array {
  // The ETag of what was cut short is that of the whole with an ending.
  const bytes = Buffer.from(textOf(content, isTruncated ? etag.replace(/-cut$/, '') : etag, checksumOf), 'utf8');
  return isTruncated ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
}

/** The CRC32 of bytes, as `v2/checksum.N` holds it of `v2/image.N` (snapshot notes 4.3). */
export function checksumOfBytes(bytes: Uint8Array): number {
  return crc32(bytes);
}

/** The mark makes files differ that the model tells apart although they say the same. */
function textOf(content: Content, mark: string, checksumOf: ChecksumOf): string {
  switch (content.kind) {
    case 'VERSION':
    case 'ROLE':
      // One line, so that what is cut short lacks its end.
      return `${content.kind === 'VERSION' ? 'clusterId' : 'name'}=${content.text} (${mark})\n`;
    case 'feImage':
      return line({ format: 'v2', mark, ...content.meta });
    case 'checksum':
      return String(checksumOf(content.of) ?? 0);
    case 'starmgrImage':
      return line({ mark, ...content.star, shards: [...content.star.shards] });
    case 'data':
      return line({ mark, ...content, rows: loadsIn(content.rows) });
    case 'txnLog':
      return line({ mark, ...content });
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function loadsIn(rows: Rows | undefined): string[] {
  const loads: string[] = [];
  for (let row = rows; row !== undefined; row = row.older) loads.push(row.load);
  return loads;
}
