import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createShelf, plainObject, type Shelf, type ShelfView } from './shelf.ts';

const content = (text: string) => plainObject(Buffer.from(text));

function put(shelf: Shelf, key: string, text: string): string {
  return shelf.put(key, content(text));
}

/** Keys, versions and contents, as one text. */
function told(view: ShelfView): string {
  const lines = view.keys().map((key) => {
    const versions = view.versions(key).map((each) => (each.kind === 'object' ? Buffer.from(each.object.bytes) : '-'));
    return `${key}:${versions.join(',')}`;
  });
  return lines.join(' ');
}

describe('a shelf', () => {
  test('without versioning keeps the last object of a key', () => {
    const shelf = createShelf();
    expect([put(shelf, 'b', '1'), put(shelf, 'b', '2'), put(shelf, 'a', '3')]).toEqual(['null', 'null', 'null']);
    expect(told(shelf)).toBe('a:3 b:2');
    expect(shelf.remove('b')).toEqual({ versionId: undefined, isMarker: false });
    expect(shelf.remove('absent')).toEqual({ versionId: undefined, isMarker: false });
    expect(told(shelf)).toBe('a:3');
  });

  test('with versioning keeps all of them, and marks deletions', () => {
    const shelf = createShelf();
    put(shelf, 'a', '1');
    shelf.versioning = 'enabled';
    const second = put(shelf, 'a', '2');
    const { versionId: mark, isMarker } = shelf.remove('a');
    expect(isMarker).toBe(true);
    expect(shelf.current('a')).toBeUndefined();
    expect(told(shelf)).toBe('a:-,2,1');
    expect(shelf.remove('a', mark)).toEqual({ versionId: mark, isMarker: true });
    expect(Buffer.from(shelf.current('a')?.bytes ?? []).toString()).toBe('2');
    shelf.remove('a', second);
    shelf.remove('a', 'null');
    expect(told(shelf)).toBe('');
  });

  test('with versioning suspended replaces only what has no version', () => {
    const shelf = createShelf();
    shelf.versioning = 'enabled';
    put(shelf, 'a', '1');
    shelf.versioning = 'suspended';
    put(shelf, 'a', '2');
    put(shelf, 'a', '3');
    expect(told(shelf)).toBe('a:3,1');
    shelf.remove('a');
    expect(told(shelf)).toBe('a:-,1');
  });

  test('remembers how it was before each of the last writes', () => {
    const write = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      action: fc.constantFrom('put' as const, 'remove' as const, 'enabled' as const, 'suspended' as const),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const shelf = createShelf();
        const past = [told(shelf)];
        writes.forEach(({ key, action }, nth) => {
          if (action === 'put') put(shelf, key, String(nth));
          else if (action === 'remove') shelf.remove(key);
          else {
            shelf.versioning = action;
            return;
          }
          past.unshift(told(shelf));
        });
        past.forEach((text, ago) => {
          expect(told(shelf.asOf(ago))).toBe(text);
        });
        expect(told(shelf.asOf(past.length + 7))).toBe('');
      }),
      { numRuns: 200 },
    );
  });
});
