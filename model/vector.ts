/**
 * A persistent vector: a 32-way trie whose versions share structure, so that changing one element of a hundred thousand
 * costs a few small copies. Indices are dense; elements are never removed, only replaced.
 */
export interface Vector<T> {
  readonly size: number;
  readonly depth: number;
  readonly root: Node<T>;
}

interface Leaf<T> {
  readonly values: readonly T[];
  readonly children?: never;
}

interface Branch<T> {
  readonly children: readonly Node<T>[];
  readonly values?: never;
}

type Node<T> = Leaf<T> | Branch<T>;

const BITS = 5;
const WIDTH = 1 << BITS;
const MASK = WIDTH - 1;

/** The vector without elements. */
export function emptyVector<T>(): Vector<T> {
  return { size: 0, depth: 0, root: { values: [] } };
}

/** The element at `index`, or undefined outside the vector. */
export function at<T>(vector: Vector<T>, index: number): T | undefined {
  if (index < 0 || index >= vector.size) return undefined;
  let node = vector.root;
  for (let shift = vector.depth * BITS; node.children !== undefined; shift -= BITS) {
    const child = node.children[(index >>> shift) & MASK];
    if (child === undefined) return undefined;
    node = child;
  }
  return node.values[index & MASK];
}

/** A vector with `value` at `index`; `index` may be `size` to append. Throws RangeError beyond that. */
export function set<T>(vector: Vector<T>, index: number, value: T): Vector<T> {
  if (index < 0 || index > vector.size) throw new RangeError(`vector index ${index} of ${vector.size}`);
  const full = vector.size === WIDTH << (vector.depth * BITS);
  if (index === vector.size && full) return set(grown(vector), index, value);
  return {
    size: Math.max(vector.size, index + 1),
    depth: vector.depth,
    root: written(vector.root, vector.depth, index, value),
  };
}

/** A vector with `value` after the last element. */
export function push<T>(vector: Vector<T>, value: T): Vector<T> {
  return set(vector, vector.size, value);
}

/** All elements in order. */
export function toArray<T>(vector: Vector<T>): T[] {
  const elements: T[] = [];
  collect(vector.root, elements);
  return elements;
}

function grown<T>(vector: Vector<T>): Vector<T> {
  return { size: vector.size, depth: vector.depth + 1, root: { children: [vector.root] } };
}

function written<T>(node: Node<T> | undefined, depth: number, index: number, value: T): Node<T> {
  const slot = (index >>> (depth * BITS)) & MASK;
  if (depth === 0) {
    const values = node?.values === undefined ? [] : node.values.slice();
    values[slot] = value;
    return { values };
  }
  const children = node?.children === undefined ? [] : node.children.slice();
  children[slot] = written(children[slot], depth - 1, index, value);
  return { children };
}

function collect<T>(node: Node<T>, into: T[]): void {
  if (node.children === undefined) {
    for (const value of node.values) into.push(value);
    return;
  }
  for (const child of node.children) collect(child, into);
}
