import type { ShelfObject } from '../shelf.ts';
import { noSuchKey, S3Error } from './errors.ts';
import type { RequestHead } from './request.ts';
import { quoted } from './state.ts';

type Fit = 'fits' | 'changed' | 'unchanged';

/**
 * Checks the conditions of a write. The caller writes in the same turn of the event loop, so that nothing comes between.
 * @param current what is stored under the key
 * @throws S3Error `PreconditionFailed`, or `NoSuchKey` when something had to be there
 */
export function checkWriteConditions(head: RequestHead, key: string, current: ShelfObject | undefined): void {
  const [match, noneMatch] = [head.header('if-match'), head.header('if-none-match')];
  if (match !== undefined && !current) throw noSuchKey(key);
  if (match !== undefined && !names(match, current)) throw failed('If-Match');
  if (noneMatch !== undefined && names(noneMatch, current)) throw failed('If-None-Match');
}

/**
 * Checks the conditions of a read (RFC 9110, section 13.2.2).
 * @throws S3Error `PreconditionFailed`, or `NotModified` for a client that has the object already
 */
export function checkReadConditions(head: RequestHead, object: ShelfObject): void {
  switch (fitOf(head, '', object)) {
    case 'changed':
      throw failed('If-Match or If-Unmodified-Since');
    case 'unchanged':
      throw new S3Error('NotModified', 'The object is the one that the client has.', { etag: quoted(object.etag) });
    case 'fits':
  }
}

/**
 * Checks the conditions that a copy sets on its source.
 * @throws S3Error `PreconditionFailed`
 */
export function checkCopyConditions(head: RequestHead, source: ShelfObject): void {
  if (fitOf(head, 'x-amz-copy-source-', source) !== 'fits') throw failed('x-amz-copy-source-if-...');
}

function fitOf(head: RequestHead, start: string, object: ShelfObject): Fit {
  const value = (name: string) => head.header(`${start}${name}`);
  const [match, noneMatch] = [value('if-match'), value('if-none-match')];
  if (match !== undefined && !names(match, object)) return 'changed';
  if (match === undefined && isLater(object, value('if-unmodified-since')) === true) return 'changed';
  if (noneMatch !== undefined) return names(noneMatch, object) ? 'unchanged' : 'fits';
  return isLater(object, value('if-modified-since')) === false ? 'unchanged' : 'fits';
}

/** Whether a list of ETags, quoted or not, or a `*` names the object. */
function names(list: string, object: ShelfObject | undefined): boolean {
  if (!object) return false;
  const tags = list.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
  return tags.includes('*') || tags.includes(object.etag);
}

/** `undefined` for a date that is none: such a condition does not count. Dates have whole seconds. */
function isLater(object: ShelfObject, date: string | undefined): boolean | undefined {
  const dateMs = Date.parse(date ?? '');
  if (Number.isNaN(dateMs)) return undefined;
  return Math.floor(object.modifiedMs / 1000) * 1000 > dateMs;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', `The condition ${condition} does not hold; read the object again.`);
}
