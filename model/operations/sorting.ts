/** Orders two cells of a column: NULL first, numbers by value, everything else as text (R18; replication notes 8.30). */
export function compareCells(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (!isNumber(left) || !isNumber(right)) return Number(left > right) - Number(left < right);
  const [first, second] = [BigInt(left), BigInt(right)];
  return Number(first > second) - Number(first < second);
}

function isNumber(text: string): boolean {
  return /^-?\d+$/.test(text);
}
