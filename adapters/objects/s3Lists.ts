import type { _Object as Listed, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { compareKeys } from './keys.ts';
import { callS3, type S3Connection } from './s3Calls.ts';
import { nonsense } from './s3Failures.ts';
import type { ObjectEntry } from './store.ts';

/**
 * Lists all objects below a prefix, page by page.
 * @param folder what every key of the store starts with; left out of the keys that are returned
 * @param prefix what the keys start with after that
 * @throws ObjectStoreError
 */
export async function listPages(
  connection: S3Connection,
  folder: string,
  prefix: string,
): Promise<readonly ObjectEntry[]> {
  const { options } = connection;
  const entries: ObjectEntry[] = [];
  const seen = new Set<string>();
  for (let token: string | undefined; ; ) {
    const page = await pageAt(connection, `${folder}${prefix}`, token);
    if (page.IsTruncated === undefined)
      throw nonsense(options, 'answered a listing without telling whether it goes on');
    entries.push(...entriesOf(page, connection, folder, prefix));
    if (!page.IsTruncated) return entries.sort((a, b) => compareKeys(a.key, b.key));
    token = page.NextContinuationToken;
    if (!token || seen.has(token)) throw nonsense(options, 'told that a listing goes on, but not where');
    seen.add(token);
  }
}

function pageAt(connection: S3Connection, prefix: string, token: string | undefined) {
  const { options, s3, client } = connection;
  const command = {
    Bucket: options.bucket,
    Prefix: prefix,
    // Keys may have characters in them that XML cannot tell.
    EncodingType: 'url',
    ...(token === undefined ? {} : { ContinuationToken: token }),
  } as const;
  return callS3(connection, `list ${JSON.stringify(prefix)}`, (signal) =>
    client.send(new s3.ListObjectsV2Command(command), { abortSignal: signal }),
  );
}

function entriesOf(
  page: ListObjectsV2CommandOutput,
  { options }: S3Connection,
  folder: string,
  prefix: string,
): readonly ObjectEntry[] {
  return (page.Contents ?? []).flatMap((listed) => {
    const { key, ...facts } = listedFacts(listed, page.EncodingType === 'url');
    const { sizeBytes, etag } = facts;
    if (key === undefined || sizeBytes === undefined || etag === undefined) {
      throw nonsense(options, 'listed an object without a key, a size or an ETag');
    }
    const isBelow = key.startsWith(`${folder}${prefix}`);
    if (!isBelow)
      throw nonsense(options, `listed ${JSON.stringify(key)}, which does not start with what was asked for`);
    // Some clients mark a folder by an empty object; the one of the store itself has no key in the store.
    return key === folder && folder !== '' ? [] : [{ key: key.slice(folder.length), sizeBytes, etag }];
  });
}

function listedFacts({ Key, Size, ETag }: Listed, isEncoded: boolean) {
  return {
    key: isEncoded ? decoded(Key) : Key,
    sizeBytes: Number.isSafeInteger(Size) && (Size ?? -1) >= 0 ? Size : undefined,
    etag: ETag?.replace(/^"(.*)"$/, '$1') || undefined,
  };
}

function decoded(key: string | undefined): string | undefined {
  try {
    return key === undefined ? undefined : decodeURIComponent(key.replaceAll('+', '%20'));
  } catch {
    return undefined;
  }
}
