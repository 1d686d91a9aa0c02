/** A fingerprint in the making: two independent 32-bit hashes of the numbers that were mixed in so far, in their order. */
export interface Fingerprint {
  left: number;
  right: number;
}

/** A fingerprint of nothing. */
export function newFingerprint(): Fingerprint {
  return { left: 0, right: 0 };
}

/** Makes it a fingerprint of nothing but `seed`. */
export function restart(print: Fingerprint, seed: number): void {
  print.left = 0x9e3779b9 | 0;
  print.right = 0x85ebca6b | 0;
  mix(print, seed);
}

/** Mixes one number in: a whole one up to 2^53, or an infinite one, which counts as 0. */
export function mix(print: Fingerprint, value: number): void {
  const low = value | 0;
  mixWord(print, low);
  if (low !== value) mixWord(print, Math.floor(value / 0x1_0000_0000) | 0);
}

/** Mixes a text in. */
export function mixText(print: Fingerprint, text: string): void {
  mixWord(print, text.length);
  for (let at = 0; at < text.length; at += 1) mixWord(print, text.charCodeAt(at));
}

/** Mixes another fingerprint in. */
export function mixPrint(print: Fingerprint, other: Fingerprint): void {
  mixWord(print, other.left);
  mixWord(print, other.right);
}

/** Adds another fingerprint so that the order of such additions does not matter. */
export function addPrint(sum: Fingerprint, other: Fingerprint): void {
  sum.left = (sum.left + avalanche(other.left, 0x7feb352d)) | 0;
  sum.right = (sum.right + avalanche(other.right, 0x2c1b3c6d)) | 0;
}

function mixWord(print: Fingerprint, word: number): void {
  const left = Math.imul(print.left ^ word, 0x9e3779b1);
  print.left = left ^ (left >>> 15);
  const right = Math.imul((print.right + word) | 0, 0x85ebca77);
  print.right = right ^ (right >>> 13);
}

/** Sums of hashes only tell sets apart when every bit of a hash depends on every bit of what was hashed. */
function avalanche(hash: number, factor: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), factor);
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b);
  return twice ^ (twice >>> 16);
}
