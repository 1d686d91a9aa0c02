/**
 * A persistent set of small whole numbers: a 32-way trie with a bit mask at each leaf, whose versions share structure. A
 * change costs a few small copies however many members there are, and members come in ascending order.
 */
export interface OrdinalSet {
  readonly size: number;
  readonly depth: number;
  readonly root: Node;
}

type Node = number | readonly (Node | undefined)[];

const BITS = 5;
const MASK = 31;

/** The set without members. */
export const noOrdinals: OrdinalSet = { size: 0, depth: 0, root: 0 };

/** Whether `ordinal` is a member. */
export function hasOrdinal(set: OrdinalSet, ordinal: number): boolean {
  if (ordinal < 0 || ordinal >= capacityOf(set)) return false;
  let node: Node | undefined = set.root;
  for (let level = set.depth; typeof node === 'object'; level -= 1) node = node[(ordinal >>> (level * BITS)) & MASK];
  return node !== undefined && (node & bitOf(ordinal)) !== 0;
}

/** The set with `ordinal`; the same set when it is a member already. */
export function addOrdinal(set: OrdinalSet, ordinal: number): OrdinalSet {
  if (hasOrdinal(set, ordinal)) return set;
  let { depth, root } = set;
  for (; ordinal >= 32 * 2 ** (depth * BITS); depth += 1) root = [root];
  return { size: set.size + 1, depth, root: flipped(root, depth, ordinal) };
}

/** The set without `ordinal`; the same set when it is no member. */
export function removeOrdinal(set: OrdinalSet, ordinal: number): OrdinalSet {
  if (!hasOrdinal(set, ordinal)) return set;
  return { size: set.size - 1, depth: set.depth, root: flipped(set.root, set.depth, ordinal) };
}

/** The members in ascending order. */
export function ordinalsIn(set: OrdinalSet): number[] {
  const members: number[] = [];
  collect(set.root, set.depth, 0, members);
  return members;
}

function capacityOf({ depth }: OrdinalSet): number {
  return 32 * 2 ** (depth * BITS);
}

function bitOf(ordinal: number): number {
  return 1 << (ordinal & MASK);
}

/** Puts the member in or takes it out, whichever changes the set. */
function flipped(node: Node | undefined, level: number, ordinal: number): Node {
  if (level === 0) return (typeof node === 'number' ? node : 0) ^ bitOf(ordinal);
  const children = typeof node === 'object' ? node.slice() : [];
  const slot = (ordinal >>> (level * BITS)) & MASK;
  while (children.length < slot) children.push(undefined);
  children[slot] = flipped(children[slot], level - 1, ordinal);
  return children;
}

function collect(node: Node | undefined, level: number, base: number, into: number[]): void {
  if (node === undefined || node === 0) return;
  if (typeof node === 'object') {
    node.forEach((child, slot) => {
      collect(child, level - 1, base + slot * 2 ** (level * BITS), into);
    });
    return;
  }
  for (let bit = 0; bit < 32; bit += 1) if ((node & (1 << bit)) !== 0) into.push(base + bit);
}
