import { isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar, type YAMLMap } from 'yaml';
import type { DocumentPath } from '../../model/snapshot/restoreFileFlaws.ts';
import type { Spot } from './flaw.ts';

/** A document as plain data, and what of YAML it uses that has no place in this file. */
export interface Plain {
  readonly value: unknown;
  readonly spots: readonly Spot[];
}

/**
 * Plain data out of a syntax tree. Anchors, aliases, merge keys, tags, repeated keys and keys that are no texts are refused:
 * what they mean depends on who reads them. A plain scalar is null, a truth value or a number only when every version of YAML
 * says so and nothing is lost by it; otherwise it is the text as it is written.
 *
 * @param root the tree; null when the document is empty. Its depth is bounded.
 */
export function plainOf(root: ParsedNode | null): Plain {
  const spots: Spot[] = [];
  return { value: plainValue(spots, root, []), spots };
}

/**
 * The offset of what stands at a path, or of what surrounds it when there is nothing. A list or mapping is found where its
 * key is: there may be much comment before its first entry.
 *
 * @param root the tree; null when the document is empty.
 * @param path keys and positions from the top.
 * @param key a key of the mapping at that path that is meant itself.
 */
export function offsetOf(root: ParsedNode | null, path: DocumentPath, key?: string): number {
  let node = root;
  let offset = root?.range[0] ?? 0;
  for (const step of path) {
    const child = childOf(node, step);
    if (child === undefined) return offset;
    node = child.value;
    offset = isScalar(node) ? node.range[0] : child.offset;
  }
  return key === undefined ? offset : (childOf(node, key)?.offset ?? offset);
}

/** An entry or item with the offset of its key or of itself. */
function childOf(
  node: ParsedNode | null,
  step: string | number,
): { value: ParsedNode | null; offset: number } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    return pair === undefined ? undefined : { value: pair.value, offset: pair.key.range[0] };
  }
  const item = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined;
  return item === undefined ? undefined : { value: item, offset: item.range[0] };
}

function plainValue(spots: Spot[], node: ParsedNode | null, path: DocumentPath): unknown {
  if (node === null) return null;
  const [offset] = node.range;
  if (isAlias(node)) return refuse(spots, offset, path, 'an alias stands here', 'the value itself, written out');
  if (node.anchor !== undefined) refuse(spots, offset, path, 'a value has an anchor', 'no anchors; write values out');
  if (node.tag !== undefined)
    refuse(spots, offset, path, 'a value has a tag', 'no tags; quote a text that begins with !');
  if (isMap(node)) return mappingOf(spots, node, path);
  if (isSeq(node)) return node.items.map((item, nth) => plainValue(spots, item, [...path, nth]));
  return scalarOf(node);
}

function mappingOf(spots: Spot[], node: YAMLMap.Parsed, path: DocumentPath): object {
  const entries = new Map<string, unknown>();
  for (const { key, value } of node.items) {
    const refuseKey = (message: string, expected: string) => refuse(spots, key.range[0], path, message, expected);
    const name = isScalar(key) && key.anchor === undefined && key.tag === undefined ? key.value : undefined;
    if (typeof name !== 'string') refuseKey('a key is no plain text', 'one of the keys of the template');
    else if (name === '<<') refuseKey('a merge key stands here', 'the keys and values written out');
    // Readers differ in which of two they take.
    else if (entries.has(name)) refuseKey('this key is there twice', 'it once; remove one of the two');
    else entries.set(name, plainValue(spots, value, [...path, name]));
  }
  return Object.fromEntries(entries);
}

function scalarOf(node: Scalar.Parsed): unknown {
  const text = typeof node.value === 'string' ? node.value : node.source;
  if (node.type !== Scalar.PLAIN) return text;
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

function refuse(spots: Spot[], offset: number, path: DocumentPath, message: string, expected: string): null {
  spots.push({ offset, path, message, expected });
  return null;
}
