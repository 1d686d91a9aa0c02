import { compareKeys } from '../keys.ts';
import { objectOf, type ShelfObject, type ShelfView } from '../shelf.ts';

/** What a listing asks for. */
export interface ListQuery {
  readonly prefix: string;
  /** Keys that have it after the prefix are told as one common prefix; `''` for none. */
  readonly delimiter: string;
  /** Only keys after this one; when it is a common prefix, none that starts with it either. */
  readonly after: string;
  readonly maxKeys: number;
}

/** One line of a listing. */
export type ListLine =
  | { readonly kind: 'object'; readonly key: string; readonly object: ShelfObject }
  | { readonly kind: 'prefix'; readonly prefix: string };

/** One page of a listing. */
export interface ListPage {
  readonly lines: readonly ListLine[];
  /** Where the next page goes on, when there is one. */
  readonly next: string | undefined;
}

/** One page of the objects of a bucket, ascending by UTF-8 bytes (Amazon S3 API reference, ListObjectsV2). */
export function pageOf(view: ShelfView, query: ListQuery): ListPage {
  const { prefix, delimiter, after, maxKeys } = query;
  if (maxKeys === 0) return { lines: [], next: undefined };
  const keys = view.keys();
  const skipped = commonPrefix(after, prefix, delimiter) === after ? after : undefined;
  const lines: ListLine[] = [];
  let last: string | undefined;
  for (let at = firstAt(keys, prefix, after); at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    if (!key.startsWith(prefix)) break;
    const object = objectOf(view.versions(key)[0]);
    if (!object || (skipped !== undefined && key.startsWith(skipped))) continue;
    const common = commonPrefix(key, prefix, delimiter);
    if (common !== undefined && common === last) continue;
    if (lines.length === maxKeys) return { lines, next: last };
    lines.push(common === undefined ? { kind: 'object', key, object } : { kind: 'prefix', prefix: common });
    last = common ?? key;
  }
  return { lines, next: undefined };
}

/** The first key that may be listed: not before the prefix, and after where the page before ended. */
function firstAt(keys: readonly string[], prefix: string, after: string): number {
  const startsAtPrefix = compareKeys(prefix, after) > 0;
  const isBefore = (key: string) =>
    startsAtPrefix ? compareKeys(key, prefix) < 0 : after !== '' && compareKeys(key, after) <= 0;
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(keys[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const end = delimiter === '' || !key.startsWith(prefix) ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
